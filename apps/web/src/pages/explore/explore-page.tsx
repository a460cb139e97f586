import { useParams } from 'wouter'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { ScopedLink } from '../../router/scoped-link.tsx'
import { EventsTab } from './events-tab.tsx'
import { LogsTab } from './logs-tab.tsx'
import { MetricsTab } from './metrics-tab.tsx'
import { ObjectsTab } from './objects-tab.tsx'

const TABS = [
  { id: 'objects', title: 'Objects', Tab: ObjectsTab },
  { id: 'events', title: 'Events', Tab: EventsTab },
  { id: 'logs', title: 'Logs', Tab: LogsTab },
  { id: 'metrics', title: 'Metrics', Tab: MetricsTab },
] as const

/** Everything that is kept of two hours, as it was at the page's moment and within its namespace. */
export function ExplorePage() {
  const { tab = 'objects' } = useParams<{ tab?: string }>()
  const shown = TABS.find(({ id }) => id === tab)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageTitle title="Explore" tab={shown === undefined ? 'Explore' : `${shown.title} · Explore`}>
        <nav aria-label="Explore" className="flex gap-5 overflow-x-auto">
          {TABS.map(({ id, title }) => (
            <ScopedLink
              key={id}
              to={`/explore/${id}`}
              aria-current={id === tab ? 'page' : undefined}
              className="flex h-7 items-center border-b-2 border-transparent whitespace-nowrap text-ink-2 transition-colors hover:text-ink aria-[current]:border-ink aria-[current]:text-ink"
            >
              {title}
            </ScopedLink>
          ))}
        </nav>
      </PageTitle>
      <div className="flex min-h-0 flex-1 flex-col hairline-t">
        {shown === undefined ? <EmptyState title="There is no such list." detail="Choose one above." /> : <shown.Tab key={shown.id} />}
      </div>
    </div>
  )
}
