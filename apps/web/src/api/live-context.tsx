import { createContext, useContext, useEffect, useSyncExternalStore, type ReactNode } from 'react'
import { LiveSocket, type SocketState } from './live-socket.ts'

const LiveContext = createContext<LiveSocket | undefined>(undefined)

function socketAddress(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`
}

const socket = new LiveSocket({ address: socketAddress })

export function LiveProvider({ children }: { readonly children: ReactNode }) {
  useEffect(() => {
    socket.open()
    const wake = () => socket.reconnect()
    globalThis.addEventListener('online', wake)
    return () => {
      globalThis.removeEventListener('online', wake)
      socket.close()
    }
  }, [])
  return <LiveContext value={socket}>{children}</LiveContext>
}

/** The page's socket: `send`, `listen`. */
export function useLiveSocket(): LiveSocket {
  const live = useContext(LiveContext)
  if (live === undefined) throw new Error('useLiveSocket is used outside LiveProvider')
  return live
}

export function useSocketState(): SocketState {
  const live = useLiveSocket()
  return useSyncExternalStore(
    (changed) => live.watch(changed),
    () => live.state,
  )
}
