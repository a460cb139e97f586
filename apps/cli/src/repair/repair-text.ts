import type { AgentState, RepairAttempt } from '@aks-copilot/contracts'
import { createColors } from 'picocolors'
import { printableReport } from '../printable.ts'

/** How a run ended, for people: what was broken, what was changed where, and what is left to do. */
export function repairText(given: AgentState, color: boolean): string {
  const state = printableReport(given)
  const { bold, dim, green, yellow } = createColors(color)
  const isGood = state.outcome?.kind !== 'handed-over' && state.outcome?.kind !== 'stopped'
  const head = (isGood ? green : yellow)(bold(state.outcome?.text ?? state.summary))
  const rows = [
    ...state.incidents.map(({ title, cause }) => row('broken', `${title}${cause === title ? '' : `: ${cause}`}`)),
    ...state.attempts.flatMap(attemptRows),
    ...(state.outcome?.kind === 'handed-over' || state.outcome?.kind === 'reported'
      ? state.refusals.map((text) => row('no patch', text))
      : []),
    ...(state.leads ?? []).flatMap(({ text, from, places }) => [row('look at', `${text}, ${from}`), row('', `in ${places.join(', ')}`)]),
    ...(state.outcome?.issue === undefined ? [] : [row('issue', state.outcome.issue.url)]),
    dim(row('run', state.runId)),
  ]
  return `${head}\n${rows.join('\n')}\n`
}

function attemptRows(attempt: RepairAttempt): string[] {
  const { number, changes, commit, pullRequest, outcome, reason, undone } = attempt
  return [
    ...changes.flatMap(({ object, operations, places, why }) => [
      row(`attempt ${number}`, `${object.kind} ${object.name}: ${why}`),
      ...operations.flatMap((operation) =>
        operation.op === 'test' ? [] : [row('', `${operation.op} ${operation.path}${valueOf(operation)}`)],
      ),
      row('', `in ${places.join(', ')}`),
    ]),
    ...(pullRequest === undefined ? [] : [row('', pullRequest.url)]),
    ...(commit === undefined ? [] : [row('', `commit ${commit.slice(0, 12)}`)]),
    ...(outcome === 'open' ? [] : [row('', `${outcome}${reason === undefined ? '' : `: ${reason}`}`)]),
    ...(undone === undefined ? [] : [row('', `taken back by ${undone.slice(0, 12)}`)]),
  ]
}

function valueOf(operation: object): string {
  return 'value' in operation ? ` = ${JSON.stringify(operation.value)}` : ''
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(10)} ${text}`
}
