import { isSignedOut } from '../api/api-error.ts'
import { useClusters, useClusterStatus } from '../api/queries.ts'
import { Button } from '../components/button.tsx'
import { InlineText } from '../components/inline-text.tsx'
import { Popover } from '../components/popover.tsx'
import { RelativeTime } from '../components/relative-time.tsx'
import { StateMark } from '../components/state-mark.tsx'
import { connectionOf, permissionWords } from './connection.ts'
import { TRIGGER } from './menu-row.tsx'

/** How the page stands to the cluster, and what it may not read, in words; pressed, all of it. */
export function ConnectionMenu() {
  const clusters = useClusters()
  const { status } = useClusterStatus()
  const connection = connectionOf({ status, serverLost: clusters.isError, signedOut: isSignedOut(clusters.error) })
  const unread = permissionWords(status)
  return (
    <Popover
      label={`Connection: ${connection.word}${unread === undefined ? '' : `, ${unread}`}`}
      triggerClassName={`${TRIGGER} shrink-0`}
      trigger={
        <>
          <StateMark state={connection.state} word={<span className="hidden min-[22rem]:inline">{connection.word}</span>} />
          {unread === undefined ? null : <span className="hidden text-ink-2 lg:inline">· {unread}</span>}
        </>
      }
    >
      {() => (
        <div className="flex max-w-sm flex-col gap-2 p-2.5">
          <StateMark state={connection.state} word={connection.word} className="font-medium" />
          <p className="text-ink-2">{connection.detail}</p>
          {status?.lostSince === undefined ? null : (
            <p>
              Lost <RelativeTime at={status.lostSince} />.
            </p>
          )}
          {status?.watchedSince === undefined ? null : (
            <p className="text-ink-2">
              Watched since <RelativeTime at={status.watchedSince} />; what is older is what the cluster remembered.
            </p>
          )}
          {(status?.skipped.length ?? 0) === 0 ? (
            status === undefined ? null : (
              <p className="text-ink-2">All that is asked for may be read.</p>
            )
          ) : (
            <ul className="flex flex-col gap-1">
              {status?.skipped.map(({ what, why }) => (
                <li key={what}>
                  <StateMark state="warning" word={false} className="mr-1.5" />
                  <InlineText text={`${what}: ${why}`} />
                </li>
              ))}
            </ul>
          )}
          {clusters.isError ? <Button onClick={() => void clusters.refetch()}>Try now</Button> : null}
        </div>
      )}
    </Popover>
  )
}
