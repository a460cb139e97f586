import type { Summary } from '@aks-copilot/contracts'
import { useSummary } from '../../api/queries.ts'
import { recoveredFirst } from '../../components/recovered-first.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { problemOf } from '../../api/api-error.ts'
import { useDocumentTitle } from '../../frame/use-document-title.ts'
import { useMoment } from '../../time/now-context.tsx'
import { absoluteTime, clockTime } from '../../time/format-time.ts'
import { ChangeList } from './change-list.tsx'
import { IncidentList } from './incident-list.tsx'
import { OutlookList } from './outlook-list.tsx'
import { OverviewSkeleton } from './overview-skeleton.tsx'
import { PartialNote } from './partial-note.tsx'
import { QuestionRow } from './question-row.tsx'
import { StatusCards } from './status-cards.tsx'

/** Is it broken, what is the cause, since when, what changed, what do I do: in ten seconds. */
export function OverviewPage() {
  const { data, error, isError, refetch } = useSummary()
  useDocumentTitle(data === undefined ? 'Overview' : tabTitle(data))
  if (data === undefined) {
    return isError ? (
      <>
        <PageTitle title="Overview" />
        <ErrorState problem={problemOf(error)} onRetry={() => void refetch()} />
      </>
    ) : (
      <OverviewSkeleton />
    )
  }
  const open = data.incidents.filter(({ state }) => state === 'open')
  const closed = recoveredFirst(data.incidents)
  return (
    <div className="flex flex-col pb-8">
      <Headline summary={data} />
      <PartialNote skipped={data.cluster.skipped} />
      <div className={open.length > 0 ? 'max-sm:order-last' : ''}>
        <StatusCards cards={data.cards} cluster={data.cluster} />
      </div>
      <div className="grid max-sm:border-t max-sm:border-hairline lg:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]">
        <div className="min-w-0 lg:border-r lg:border-hairline">
          <IncidentList open={open} closed={closed} />
          <OutlookList outlook={data.outlook} />
          <QuestionRow questions={data.questions} />
        </div>
        <div className="min-w-0">
          <ChangeList changes={data.changes} suspects={open.flatMap(({ suspectChanges }) => suspectChanges)} />
        </div>
      </div>
    </div>
  )
}

function tabTitle({ incidents }: Summary): string {
  const open = incidents.filter(({ state }) => state === 'open').length
  return open === 0 ? 'All well' : `${open} open`
}

function Headline({ summary }: { readonly summary: Summary }) {
  const { shown, alive } = useMoment()
  const open = summary.incidents.filter(({ state }) => state === 'open')
  const worst = open.some(({ severity }) => severity === 'error') ? 'error' : open.length > 0 ? 'warning' : 'ok'
  return (
    <header className="px-4 pt-5 pb-5 lg:px-6 lg:pt-7">
      <h1 className="flex items-baseline gap-3 text-title font-medium tracking-tight text-balance md:text-display">
        <StateMark
          state={worst}
          word={false}
          className={`shrink-0 [&_svg]:size-4 md:[&_svg]:size-5 ${open.length > 0 && alive ? '[&_svg]:drop-shadow-alive' : ''}`}
        />
        {summary.headline}
      </h1>
      <p className="mt-1.5 text-ink-2">
        <span title={absoluteTime(shown)}>{clockTime(shown)} UTC</span> · {summary.healthy} of {summary.objects} objects well
      </p>
    </header>
  )
}
