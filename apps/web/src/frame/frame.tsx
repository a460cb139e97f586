import { PageRouter } from './page-router.tsx'
import { useLiveUpdates } from '../api/use-live-updates.ts'

export function Frame() {
  useLiveUpdates()
  return (
    <main>
      <PageRouter />
    </main>
  )
}
