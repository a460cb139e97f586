import { useLocation } from 'wouter'
import { useSummary } from '../api/queries.ts'
import { StateMark } from '../components/state-mark.tsx'
import { PAGES } from '../pages/registry.tsx'
import { ScopedLink } from '../router/scoped-link.tsx'

/** The pages: at the left, on a phone at the foot. */
export function Rail() {
  const [path] = useLocation()
  const { data } = useSummary()
  const open = data?.incidents.filter(({ state }) => state === 'open').length ?? 0
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-20 bg-surface-1 pb-[env(safe-area-inset-bottom)] hairline-t md:static md:w-14 md:border-t-0 md:border-r md:border-hairline xl:w-44"
    >
      <Brand />
      <ul className="flex justify-around md:flex-col md:gap-0.5 md:p-2">
        {PAGES.flatMap(({ id, title, rail }) => (rail === undefined ? [] : [{ id, title, ...rail }])).map(
          ({ id, title, to, icon: Icon }) => {
            const here = to === '/' ? path === '/' : path.startsWith(to)
            return (
              <li key={id} className="min-w-0 flex-1 md:flex-none">
                <ScopedLink
                  to={to}
                  aria-current={here ? 'page' : undefined}
                  className={`flex h-12 flex-col items-center justify-center gap-0.5 rounded-control text-meta transition-colors md:h-9 md:flex-row md:text-body xl:justify-start xl:gap-2.5 xl:px-2.5 ${
                    here ? 'text-ink md:bg-surface-3' : 'text-ink-2 hover:text-ink md:hover:bg-surface-2'
                  }`}
                >
                  <span className="relative">
                    <Icon size={17} strokeWidth={here ? 2.25 : 1.75} aria-hidden="true" />
                    {id === 'incidents' && open > 0 ? (
                      <StateMark state="error" word={false} className="absolute -top-1.5 -right-2 xl:hidden" />
                    ) : null}
                  </span>
                  <span className="max-w-full truncate md:sr-only xl:not-sr-only">{title}</span>
                  {id === 'incidents' && open > 0 ? (
                    <span className="ml-auto hidden text-meta text-ink xl:inline">
                      {open}
                      <span className="sr-only"> open</span>
                    </span>
                  ) : null}
                </ScopedLink>
              </li>
            )
          },
        )}
      </ul>
    </nav>
  )
}

function Brand() {
  return (
    <div className="hidden h-11 items-center gap-2.5 px-4 md:flex xl:px-4.5">
      <svg viewBox="0 0 26 16" className="w-6 shrink-0 text-ink" aria-hidden="true">
        <path d="M1 11h6l3-9 4 12 3-7h8" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      <span className="hidden font-mono text-meta font-semibold xl:inline">aks-copilot</span>
    </div>
  )
}
