import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { useClusters, useClusterStatus } from '../api/queries.ts'
import { useLiveUpdates } from '../api/use-live-updates.ts'
import { useScope, useSetScope } from '../router/scope.ts'
import { TimeBar } from '../time/time-bar.tsx'
import { OfflineBar } from './offline-bar.tsx'
import { PageRouter } from './page-router.tsx'
import { Rail } from './rail.tsx'
import { TopBar } from './top-bar.tsx'
import { useShortcuts } from './use-shortcuts.ts'
import { AskContext } from './ask-context.ts'

const loadAskPanel = async () => ({ default: (await import('../ask-panel/ask-panel.tsx')).AskPanel })
const loadPalette = async () => ({ default: (await import('../palette/palette.tsx')).Palette })
const AskPanel = lazy(loadAskPanel)
const Palette = lazy(loadPalette)
const KeyHelp = lazy(async () => ({ default: (await import('./key-help.tsx')).KeyHelp }))

/** Milliseconds after which the first answers are in. */
const QUIET = 600

type Overlay = 'palette' | 'keys' | undefined

/** The frame of every page: rail, top bar, the page, the two hours at its foot; over it the palette and the assistant. */
export function Frame() {
  useLiveUpdates()
  useNamedCluster()
  usePreload()
  const [overlay, setOverlay] = useState<Overlay>()
  const [asking, setAsking] = useState<{ readonly question?: string }>()
  const [askLoaded, setAskLoaded] = useState(false)
  const ask = useCallback((question?: string) => {
    setAskLoaded(true)
    setAsking(question === undefined ? {} : { question })
  }, [])
  useShortcuts({ onSearch: () => setOverlay('palette'), onAsk: ask, onKeys: () => setOverlay('keys') })
  return (
    <AskContext value={ask}>
      <a
        href="#page"
        className="sr-only z-50 rounded-control bg-surface-3 px-3 py-1 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <div className="flex h-dvh flex-col md:flex-row">
        <Rail />
        <div className="flex min-h-0 min-w-0 flex-1 flex-col pb-[calc(3rem+env(safe-area-inset-bottom))] md:pb-0">
          <TopBar onSearch={() => setOverlay('palette')} onAsk={() => ask()} />
          <OfflineBar />
          <PageArea />
          <TimeBar />
        </div>
      </div>
      <Suspense fallback={null}>
        {askLoaded ? <AskPanel open={asking !== undefined} onClose={() => setAsking(undefined)} question={asking?.question} /> : null}
        {overlay === 'palette' ? <Palette onClose={() => setOverlay(undefined)} onAsk={ask} /> : null}
        {overlay === 'keys' ? <KeyHelp onClose={() => setOverlay(undefined)} /> : null}
      </Suspense>
    </AskContext>
  )
}

/** What opens at a key is there when the key is pressed: letters typed after it must not go to the page. */
function usePreload(): void {
  useEffect(() => {
    const timer = setTimeout(() => void Promise.allSettled([loadAskPanel(), loadPalette()]), QUIET)
    return () => clearTimeout(timer)
  }, [])
}

/** Where there are several clusters, the address names the one that is shown. */
function useNamedCluster(): void {
  const { data } = useClusters()
  const { cluster } = useScope()
  const setScope = useSetScope()
  const first = data !== undefined && data.items.length > 1 && cluster === undefined ? data.items[0]?.name : undefined
  useEffect(() => {
    if (first !== undefined) setScope({ cluster: first })
  }, [first, setScope])
}

/** What can't be asked again now stays, greyed. */
function PageArea() {
  const clusters = useClusters()
  const { status } = useClusterStatus()
  const stale = (clusters.isError && clusters.data !== undefined) || status?.state === 'lost'
  return (
    <main
      id="page"
      // Where nothing in it takes the focus, the keyboard must still scroll it.
      tabIndex={0}
      className={`flex min-h-0 flex-1 flex-col overflow-y-auto scroll-thin focus-visible:-outline-offset-2 ${stale ? 'saturate-[0.15]' : ''}`}
    >
      <PageRouter />
    </main>
  )
}
