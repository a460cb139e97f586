import { RowsSkeleton, Skeleton } from '../../components/skeleton.tsx'

/** The layout of the overview, before the first answer. */
export function OverviewSkeleton() {
  return (
    <div role="status" aria-label="Loading the overview">
      <div className="px-4 pt-7 pb-5 lg:px-6">
        <Skeleton className="h-8 w-96 max-w-full" />
        <Skeleton className="mt-2.5 h-4 w-56" />
      </div>
      <div aria-hidden="true" className="grid grid-cols-2 gap-px border-y border-hairline bg-hairline sm:grid-cols-3 xl:grid-cols-6">
        {['pods', 'restarts', 'warnings', 'cpu', 'memory', 'watcher'].map((id) => (
          <div key={id} className="bg-ground px-4 py-3 lg:px-6">
            <Skeleton className="h-3 w-14" />
            <Skeleton className="mt-2 h-5 w-24" />
            <Skeleton className="my-2 h-9 w-full" />
            <Skeleton className="h-3 w-20" />
          </div>
        ))}
      </div>
      <RowsSkeleton />
    </div>
  )
}
