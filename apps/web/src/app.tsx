import { QueryClientProvider } from '@tanstack/react-query'
import { LiveProvider } from './api/live-context.tsx'
import { createQueryClient } from './api/query-client.ts'
import { Frame } from './frame/frame.tsx'
import { MomentProvider } from './time/now-context.tsx'

const queries = createQueryClient()

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <LiveProvider>
        <MomentProvider>
          <Frame />
        </MomentProvider>
      </LiveProvider>
    </QueryClientProvider>
  )
}
