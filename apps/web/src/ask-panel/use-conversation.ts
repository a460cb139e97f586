import { useSyncExternalStore } from 'react'
import { useLiveSocket } from '../api/live-context.tsx'
import type { LiveSocket } from '../api/live-socket.ts'
import { Conversation, type ConversationSnapshot } from './conversation.ts'

const conversations = new WeakMap<LiveSocket, Conversation>()

/** The page's one conversation, with what it holds now. */
export function useConversation(): { readonly conversation: Conversation; readonly snapshot: ConversationSnapshot } {
  const live = useLiveSocket()
  const conversation = conversations.get(live) ?? new Conversation(live)
  conversations.set(live, conversation)
  const snapshot = useSyncExternalStore(
    (changed) => conversation.watch(changed),
    () => conversation.snapshot,
  )
  return { conversation, snapshot }
}
