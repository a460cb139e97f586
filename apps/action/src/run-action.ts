import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { CopilotError, type Violation } from '@aks-copilot/contracts'
import { formatReport } from '@aks-copilot/manifests'
import { exitStatusOfReport, EXIT, exitStatusOf, type Threshold } from '../../cli/src/exit-status.ts'
import { type Terminal, writeOut } from '../../cli/src/terminal.ts'
import { annotations } from './annotations.ts'
import { mendedIn } from './commit-fixes.ts'
import { Conversation } from './conversation.ts'
import { type ActionEvent, readEvent } from './event.ts'
import { type Inputs, readInputs } from './inputs.ts'
import { isOfCheckout, type Look, lookAtManifests } from './look.ts'
import type { ChangedFile } from './pull-diff.ts'
import { writeOutputs, writeSummary } from './runner-files.ts'
import { workflowCommand } from './workflow-commands.ts'

/** One step of a workflow. Returns its exit status: 1 while something at or above `fail-on` is left. Never throws. */
export async function runAction(terminal: Terminal, version: string): Promise<number> {
  try {
    const event = await readEvent(terminal.environment)
    const inputs = readInputs(terminal.environment)
    const over = whyNothing(event)
    if (over === undefined) return await check(inputs, event, terminal, version)
    await writeOut(terminal, `${over}\n`)
    return EXIT.done
  } catch (fault) {
    const known = fault instanceof CopilotError ? fault : undefined
    const said = known === undefined ? 'Something is wrong in aks-copilot itself.' : `${known.message} ${known.remedy}`
    await writeOut(terminal, `${workflowCommand('error', `aks-copilot: ${known?.code ?? 'INTERNAL_FAULT'}`, said)}\n`)
    return exitStatusOf(known?.category ?? 'critical')
  }
}

function whyNothing(event: ActionEvent): string | undefined {
  if (event.kind === 'pull-request' && event.closed) return 'The pull request is closed: there is nothing to check.'
  return event.kind === 'push' && event.deleted ? 'The branch was deleted: there is nothing to check.' : undefined
}

async function check(inputs: Inputs, event: ActionEvent, terminal: Terminal, version: string): Promise<number> {
  const { environment } = terminal
  const workspace = terminal.cwd
  const notes: string[] = []
  const talk = { inputs, event, environment, workspace, version, note: (text: string) => void notes.push(text) }
  const conversation = new Conversation(talk)
  const look = await lookAtManifests(inputs, terminal, version)
  const changed = await conversation.changedFiles()
  const violations = counted(look, inputs, changed)
  if (inputs.onlyChanged && changed === undefined) notes.push('Which files changed is not known, so all of them count.')
  await writeOut(terminal, await annotations(look, violations))
  const sarif = await writeSarif(look, inputs, { environment, workspace })
  if (sarif !== undefined && inputs.sarif === 'upload') await conversation.upload(sarif.text)
  const told = await conversation.tell(look, violations, changed)
  for (const text of notes) await writeOut(terminal, `${workflowCommand('notice', 'aks-copilot', text)}\n`)
  await writeSummary(environment['GITHUB_STEP_SUMMARY'], await summary(look, notes))
  const mended = new Set(told.committed ? mendedIn(look.report.violations) : [])
  const left = violations.filter((one) => !mended.has(one))
  await writeOutputs(environment['GITHUB_OUTPUT'], {
    errors: String(left.filter(({ severity }) => severity === 'error').length),
    warnings: String(left.filter(({ severity }) => severity === 'warning').length),
    fixed: String(told.fixed),
    sarif: sarif?.path ?? '',
  })
  return exitStatusOfReport({ ...look.report, violations: left }, look.inspection.failOn satisfies Threshold)
}

/** Those that count: with `only-changed`, the ones in files of the change, and those of files that are rendered from others. */
function counted({ report, inspection }: Look, { onlyChanged }: Inputs, changed: readonly ChangedFile[] | undefined): Violation[] {
  if (!onlyChanged || changed === undefined) return report.violations
  const paths = new Set(changed.map(({ path }) => path))
  return report.violations.filter(({ file }) => paths.has(file) || !isOfCheckout(inspection, file))
}

async function writeSarif(
  look: Look,
  { sarif }: Inputs,
  { environment, workspace }: { readonly environment: Terminal['environment']; readonly workspace: string },
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  if (sarif === undefined) return undefined
  const upload = sarif === 'upload'
  const path = upload ? resolve(environment['RUNNER_TEMP'] ?? workspace, 'aks-copilot.sarif') : resolve(workspace, sarif)
  const text = await formatReport(look.report, 'sarif', look.format)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  return { path: upload ? path : sarif, text }
}

async function summary({ report, format }: Look, notes: readonly string[]): Promise<string> {
  const text = await formatReport(report, 'markdown', format)
  return notes.length === 0 ? text : `## Not done\n${notes.map((note) => `- ${plain(note)}`).join('\n')}\n\n${text}`
}

/** A note may quote what a server said. */
function plain(text: string): string {
  return text.replaceAll(/[\p{C}\s]+/gu, ' ').replaceAll(/[\\`*_[\]<>|#&@]/g, (character) => `&#${character.charCodeAt(0)};`)
}
