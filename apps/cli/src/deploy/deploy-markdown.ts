import type { DeployedObject, DeployReport } from '@aks-copilot/contracts'
import { printableReport } from '../printable.ts'

/** The report of `deploy` as Markdown: for a pull request, a ticket, a message. */
export function deployMarkdown(given: DeployReport): string {
  const report = printableReport(given)
  const rows = report.objects.map(
    (object) => `| ${[`${object.object.kind} ${object.object.name}`, changeOf(object), resultOf(object)].map(cell).join(' | ')} |`,
  )
  const lines = [
    `## Deployment to ${escaped(report.namespace)}: ${report.outcome}`,
    escaped(report.text),
    ...(rows.length === 0 ? [] : [['| Object | Change | Result |', '|---|---|---|', ...rows].join('\n')]),
    ...list(
      'Refused',
      report.refusals.map(({ object, why }) => `${object.kind} ${object.name}: ${why}`),
    ),
    ...list(
      'Broken',
      report.incidents.map(({ cause }) => `${cause.object.kind} ${cause.object.name}: ${cause.message}`),
    ),
    ...list(
      'Not seen',
      report.skipped.map(({ what, why }) => `${what}: ${why}`),
    ),
    `Run ${report.runId}, cluster ${escaped(report.cluster)}, ${report.startedAt} to ${report.endedAt}.`,
  ]
  return `${lines.join('\n\n')}\n`
}

function changeOf({ text, takes }: DeployedObject): string {
  return [text === '' ? 'unchanged' : text, ...takes.map(({ manager, field }) => `takes ${field} from ${manager}`)].join('; ')
}

function resultOf({ result, why, health }: DeployedObject): string {
  const words = [
    ...(result === 'none' ? [] : [why === undefined ? result : `${result}: ${why}`]),
    ...(health === undefined ? [] : [health.text]),
  ]
  return words.join('; ')
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`### ${title}\n\n${items.map((item) => `- ${escaped(item)}`).join('\n')}`]
}

function cell(text: string): string {
  return escaped(text).replaceAll('|', '\\|')
}

/** What others wrote does nothing in Markdown; our own code spans stay. */
function escaped(text: string): string {
  return text.replaceAll(/[<>[\]*_#@!]/g, (character) => `\\${character}`)
}
