import type { FixResponse, Violation } from '@aks-copilot/contracts'
import { useMemo, useState } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { StateMark } from '../../components/state-mark.tsx'
import { changeSession, violationKey, type CheckSession } from './check-session.ts'
import type { Indexed } from './line-marks.ts'
import { SideBySide } from './side-by-side.tsx'
import { ViolationList } from './violation-list.tsx'

export interface CheckResultProps {
  readonly session: CheckSession
  readonly response: FixResponse
  readonly pending: boolean
}

/** The list of what is wrong beside the source and its fixed text. */
export function CheckResult({ session, response, pending }: CheckResultProps) {
  const { report, files } = response
  const [selectedKey, setSelectedKey] = useState<string>()
  const shownPath = session.shownFile ?? session.files[0]?.path
  const source = session.files.find(({ path }) => path === shownPath)?.text ?? ''
  const fixed = files.find(({ path }) => path === shownPath)?.after ?? source
  const violations = useMemo(
    () =>
      report.violations.map((violation, index): Indexed => ({ violation, index })).filter(({ violation }) => violation.file === shownPath),
    [report, shownPath],
  )
  // Choices may make it another report: what is chosen is found again by its name.
  const selected = selectedKey === undefined ? undefined : report.violations.find((one) => violationKey(one) === selectedKey)
  const select = (violation: Violation | undefined) => {
    setSelectedKey(violation === undefined ? undefined : violationKey(violation))
    if (violation !== undefined && violation.file !== shownPath) changeSession({ shownFile: violation.file })
  }
  return (
    <div className={`flex min-h-0 flex-1 flex-col transition-opacity lg:flex-row ${pending ? 'opacity-60' : ''}`} aria-busy={pending}>
      <aside
        aria-label="Findings"
        className="flex min-h-0 flex-col overflow-y-auto scroll-thin max-lg:max-h-[45%] max-lg:shrink-0 max-lg:hairline-b lg:w-88 lg:shrink-0 lg:border-r lg:border-hairline"
        tabIndex={0}
      >
        <p className="px-4 py-2 text-ink-2 hairline-b" role="status">
          {headline(response)}
        </p>
        <FileList session={session} response={response} shown={shownPath} />
        <SkippedList skipped={report.skipped} />
        {report.violations.length === 0 && report.skipped.length === 0 ? (
          <EmptyState title="Nothing to mend." detail="These manifests run on the target as they are." />
        ) : null}
        <ViolationList report={report} choices={session.choices} pending={pending} selected={selected} onSelect={select} />
      </aside>
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="grid h-7 shrink-0 items-center text-meta text-ink-3 hairline-b md:grid-cols-2">
          <h2 className="truncate px-4 font-mono">{shownPath}</h2>
          <h2 className="px-4 max-md:hidden">fixed</h2>
        </div>
        <SideBySide
          key={shownPath}
          before={source}
          after={fixed}
          violations={violations}
          selected={selected === undefined ? undefined : report.violations.indexOf(selected)}
          onSelect={(index) => select(report.violations[index])}
        />
      </div>
    </div>
  )
}

function headline({ report: { summary, source, target } }: FixResponse): string {
  const { error, warning, info, fixed, objects } = summary
  const found = [counted(error, 'error'), counted(warning, 'warning'), counted(info, 'note')].filter((text) => text !== '').join(', ')
  const route = `${counted(objects, 'object')}, ${source} to ${target}.`
  return found === '' ? route : `${found} in ${route} ${fixed} of ${error + warning + info} mended, each with its certificate.`
}

function counted(count: number, word: string): string {
  return count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`
}

function FileList({
  session,
  response,
  shown,
}: {
  readonly session: CheckSession
  readonly response: FixResponse
  readonly shown: string | undefined
}) {
  if (session.files.length < 2) return null
  return (
    <ul aria-label="Files" className="max-h-48 shrink-0 overflow-y-auto py-1 scroll-thin hairline-b" tabIndex={0}>
      {session.files.map(({ path }) => {
        const count = response.report.violations.filter(({ file }) => file === path).length
        return (
          <li key={path}>
            <button
              type="button"
              aria-current={path === shown ? 'true' : undefined}
              className="flex h-7 w-full items-center gap-2 px-4 text-left text-ink-2 hover:bg-surface-1 aria-[current]:bg-surface-2 aria-[current]:text-ink"
              onClick={() => changeSession({ shownFile: path })}
            >
              <span className="min-w-0 flex-1 truncate font-mono text-meta">{path}</span>
              <span className="text-meta text-ink-3">{count === 0 ? 'well' : count}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function SkippedList({ skipped }: { readonly skipped: FixResponse['report']['skipped'] }) {
  if (skipped.length === 0) return null
  return (
    <ul aria-label="What was not looked at" className="hairline-b">
      {skipped.map(({ what, why, line }, index) => (
        <li key={index} className="flex gap-2 px-4 py-1.5">
          <StateMark state="unknown" word={false} className="h-5" />
          <span className="wrap-anywhere">
            <span className="font-mono text-meta">{line === undefined ? what : `${what}:${line}`}</span>{' '}
            <span className="text-ink-2">{why}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
