import { RowsSkeleton, Skeleton } from '../../components/skeleton.tsx'

/** The layout of an incident, before it is there. */
export function IncidentSkeleton() {
  return (
    <div role="status" aria-label="Loading the incident">
      <div className="flex flex-col gap-2.5 px-4 pt-4 pb-5 lg:px-6">
        <Skeleton className="h-3 w-16" />
        <Skeleton className="h-6 w-xl max-w-full" />
        <Skeleton className="h-4 w-72 max-w-full" />
      </div>
      <Skeleton className="mx-4 mb-5 h-32 rounded-panel lg:mx-6" />
      <Skeleton className="mx-4 mb-5 h-28 lg:mx-6" />
      <RowsSkeleton rows={5} />
    </div>
  )
}
