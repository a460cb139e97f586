import type { Outlook } from '@aks-copilot/contracts'
import { InlineText } from '../../components/inline-text.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Section } from '../../components/section.tsx'
import { Sparkline } from '../../components/sparkline.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { clockTime } from '../../time/format-time.ts'

/** What will run out and what is unusual. */
export function OutlookList({ outlook }: { readonly outlook: readonly Outlook[] }) {
  const runsOut = outlook.some(({ kind }) => kind === 'runs-out')
  return (
    <Section title="What will run out, what is unusual" aside={outlook.length === 0 ? undefined : outlook.length}>
      {runsOut ? null : (
        <p className="px-4 py-3 text-ink-2 lg:px-6">
          {outlook.length === 0
            ? 'Nothing that is measured is running out, and nothing is unusual.'
            : 'Nothing that is measured is running out.'}
        </p>
      )}
      <ul>
        {outlook.map((one) => (
          <OutlookRow key={one.id} outlook={one} />
        ))}
      </ul>
    </Section>
  )
}

function OutlookRow({ outlook }: { readonly outlook: Outlook }) {
  const { object, message, since, series, limit } = outlook
  return (
    <li className="flex gap-3 px-4 py-2 hairline-b lg:px-6">
      <StateMark state="warning" word={false} className="h-5 shrink-0" />
      <div className="min-w-0 flex-1">
        <p>
          <InlineText text={message} />
        </p>
        <p className="flex flex-wrap gap-x-2.5 text-meta text-ink-3">
          <ObjectName object={object} />
          {since === undefined ? null : (
            <span>
              since {clockTime(Date.parse(since))}, <RelativeTime at={since} />
            </span>
          )}
        </p>
        {series === undefined || series.length < 2 ? null : (
          <Sparkline points={series} band={limit === undefined ? undefined : [limit, limit]} state="warning" className="mt-1 h-7" />
        )}
      </div>
    </li>
  )
}
