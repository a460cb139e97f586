import { createContext, useContext } from 'react'

/** Opens the assistant's panel over the page; with a question, it is put at once. */
export type Ask = (question?: string) => void

export const AskContext = createContext<Ask>(() => undefined)

export function useAsk(): Ask {
  return useContext(AskContext)
}
