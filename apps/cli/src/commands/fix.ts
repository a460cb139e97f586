import { CopilotError } from '@aks-copilot/contracts'
import {
  copyFiles,
  fileText,
  type FixOptions,
  type FixResult,
  fixManifests,
  formatPatch,
  formatReport,
  formatResources,
  writeFiles,
} from '@aks-copilot/manifests'
import type { CommandContext } from '../command-context.ts'
import { exitStatusOfReport } from '../exit-status.ts'
import { askModel, type WithProposals, wantsModel } from '../fix-with-model.ts'
import { type Flags, formatContext, type Inspection, prepareInspection, work } from '../inspection.ts'
import { atLeast } from '../shown-report.ts'
import { writeOut } from '../terminal.ts'
import { writeReport, writeReports } from '../write-report.ts'

interface Run {
  readonly inspection: Inspection
  readonly result: WithProposals
  readonly flags: Flags
  readonly context: CommandContext
}

/** `aks-copilot fix`: proposes, proves, and writes only when told where. */
export async function fix(paths: readonly string[], flags: Flags, context: CommandContext): Promise<void> {
  refuseContradictions(paths, flags)
  const inspection = await prepareInspection(paths, flags, context)
  if ((flags['output'] === '-' || flags['patch'] === '-') && inspection.format !== 'text')
    throw usage(
      `--format ${inspection.format} has nowhere to print: standard output is taken.`,
      'Write reports with --report FOLDER, or the result to a file.',
    )
  const result = await proven(inspection, flags, context)
  inspection.progress.clear()
  context.terminal.signal.throwIfAborted()
  const run = { inspection, result, flags, context }
  await writeResult(run)
  await writeFolder(run)
  await print(run)
  context.finish(
    inspection.configuration.isSet('check.failOn')
      ? exitStatusOfReport(result.report, inspection.failOn)
      : exitStatusOfReport(result.report, 'never'),
  )
}

function refuseContradictions(paths: readonly string[], flags: Flags): void {
  if (flags['output'] === '-' && flags['patch'] === '-')
    throw usage('--output - and --patch - both want standard output.', 'Give one of them a file.')
  if (flags['acceptModel'] === true && !wantsModel(flags))
    throw usage('--accept-model says yes to a model that is not there.', 'Name one with --model.')
  if (flags['acceptModel'] === true && flags['write'] !== true && flags['output'] === undefined)
    throw usage(
      '--accept-model says what to write, and nothing is written.',
      'Add --write or --output; without them the proposals are printed.',
    )
  if (flags['write'] !== true) return
  if (flags['output'] !== undefined)
    throw usage('--write edits the files, --output writes copies: both at once contradict each other.', 'Choose one.')
  if (paths.includes('-'))
    throw usage("Standard input can't be edited in place.", 'Use `--output -` to print the fixed manifests, or `--output FOLDER`.')
}

async function proven(inspection: Inspection, flags: Flags, context: CommandContext): Promise<WithProposals> {
  const options = { ...inspection.options, written: flags['write'] === true || flags['output'] !== undefined }
  const first: FixResult =
    flags['verifyWithCluster'] === true
      ? await verified(inspection, options, context)
      : work(inspection, 'fixing', context, () => fixManifests(inspection.bundle, options))
  return wantsModel(flags) ? askModel(first, inspection, options, flags, context) : first
}

async function verified(
  { bundle, configuration, progress }: Inspection,
  options: FixOptions,
  { terminal }: CommandContext,
): Promise<FixResult> {
  const { fixWithCluster } = await import('../fix-with-cluster.ts')
  return fixWithCluster(bundle, options, { configuration, terminal, progress })
}

async function writeResult({ result, inspection: { bundle, paths }, flags, context: { terminal } }: Run): Promise<void> {
  const { cwd, signal } = terminal
  if (flags['write'] === true) await writeFiles(result.files, { cwd, paths, signal })
  if (typeof flags['output'] !== 'string') return
  const after = new Map(result.files.map((file) => [file.path, file.after]))
  // What helm rendered has no source that a copy could stand for.
  const own = bundle.files.filter(({ origin }) => origin === 'file' || origin === 'stdin')
  const texts = own.map((file) => ({ path: file.path, text: after.get(file.path) ?? fileText(file) }))
  if (flags['output'] === '-') await writeOut(terminal, joined(texts.map(({ text }) => text)))
  else await copyFiles(texts, { cwd, folder: flags['output'], signal })
}

/** Several files as one stream of YAML documents. */
function joined(texts: readonly string[]): string {
  const whole = texts.map((text) => text.replace(/^\uFEFF/, '')).filter((text) => text.trim() !== '')
  return whole
    .map((text, index) => `${index === 0 || text.startsWith('---') ? '' : '---\n'}${text}${text.endsWith('\n') ? '' : '\n'}`)
    .join('')
}

async function writeFolder({ result, inspection, flags, context }: Run): Promise<void> {
  const { terminal } = context
  if (typeof flags['patch'] === 'string') await writeReport(flags['patch'], formatPatch(result.report), terminal)
  if (typeof flags['report'] !== 'string') return
  const formatting = {
    ...formatContext(inspection, 'fix', flags, context),
    fixed: result.files,
    proposed: result.proposed ?? [],
    color: false,
  }
  await writeReports(
    flags['report'],
    {
      'report.md': await formatReport(result.report, 'markdown', formatting),
      'report.sarif': await formatReport(result.report, 'sarif', formatting),
      'resources.md': formatResources(result.bundle, inspection.options.target, result.report),
      'patch.json': formatPatch(result.report),
    },
    terminal,
  )
}

/** The report is the result, unless standard output already carries the manifests: then its text goes to standard error. */
async function print({ result, inspection, flags, context }: Run): Promise<void> {
  const formatting = { ...formatContext(inspection, 'fix', flags, context), fixed: result.files, proposed: result.proposed ?? [] }
  const shown = atLeast(result.report, inspection.severity)
  if (flags['output'] !== '-' && flags['patch'] !== '-')
    return writeOut(context.terminal, await formatReport(shown, inspection.format, formatting))
  const { fixed, unfixed } = shown.summary
  context.log.notice(`${fixed} mended, ${unfixed} left.`)
}

function usage(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'USAGE', category: 'validation', message, remedy })
}
