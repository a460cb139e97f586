/** One line or block of what is still to come; give it the size of the true thing. */
export function Skeleton({ className = 'h-4 w-32' }: { readonly className?: string }) {
  return <div aria-hidden="true" className={`animate-breathe rounded-mark bg-surface-2 ${className}`} />
}

/** Rows of a list that is still to come. */
export function RowsSkeleton({ rows = 6 }: { readonly rows?: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-row items-center gap-4 px-4 hairline-b lg:px-6">
          <Skeleton className="size-3" />
          <Skeleton className={row % 3 === 0 ? 'h-3 w-64' : row % 3 === 1 ? 'h-3 w-48' : 'h-3 w-56'} />
          <Skeleton className="ml-auto h-3 w-16" />
        </div>
      ))}
    </div>
  )
}

/** A page whose code or first answer is on its way. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <div className="flex h-11 items-center px-4 lg:px-6">
        <Skeleton className="h-5 w-56" />
      </div>
      <RowsSkeleton />
    </div>
  )
}
