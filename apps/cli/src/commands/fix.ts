import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import { copyFiles, fileText, type FixResult, fixManifests, formatPatch, formatReport, formatResources, writeFiles } from '@aks-copilot/manifests'
import { exitStatusOfReport } from '../exit-status.ts'
import { type Flags, formatContext, type Inspection, prepareInspection } from '../inspection.ts'
import type { CommandContext } from '../command-context.ts'
import { writeOut } from '../terminal.ts'
import { atLeast } from './check.ts'

/** `aks-copilot fix`: proposes, proves, and writes only when told where. */
export async function fix(paths: readonly string[], flags: Flags, context: CommandContext): Promise<void> {
  if (flags['write'] === true && typeof flags['output'] === 'string') {
    throw new CopilotError({ code: 'USAGE', category: 'validation', message: '--write edits the files, --output writes copies: both at once contradict each other.', remedy: 'Choose one.' })
  }
  const inspection = await prepareInspection(paths, flags, context)
  const written = flags['write'] === true || typeof flags['output'] === 'string'
  const result = await proven(inspection, { written, flags, context })
  context.terminal.signal.throwIfAborted()
  await writeResult(result, inspection, flags, context)
  await writeReports(result, inspection, flags, context)
  const shown = atLeast(result.report, inspection.severity)
  await writeOut(context.terminal, await formatReport(shown, inspection.format, { ...formatContext(inspection, 'fix', flags, context), fixed: result.files }))
  context.finish(exitStatusOfReport(result.report, inspection.failOn === 'error' && !written ? 'never' : inspection.failOn, true))
}

async function proven(inspection: Inspection, { written, flags, context }: { written: boolean; flags: Flags; context: CommandContext }): Promise<FixResult> {
  const options = { ...inspection.options, written }
  if (flags['verifyWithCluster'] !== true) return fixManifests(inspection.bundle, options)
  const { fixWithCluster } = await import('../fix-with-cluster.ts')
  return fixWithCluster(inspection.bundle, options, { configuration: inspection.configuration, terminal: context.terminal })
}

async function writeResult(result: FixResult, { bundle, paths }: Inspection, flags: Flags, { terminal }: CommandContext): Promise<void> {
  const { cwd, signal } = terminal
  if (flags['write'] === true) {
    if (result.files.some(({ path }) => path === '-')) throw new CopilotError({ code: 'USAGE', category: 'validation', message: 'Standard input can\'t be written in place.', remedy: 'Use --output FOLDER, or --format json.' })
    await writeFiles(result.files, { cwd, paths, signal })
  }
  if (typeof flags['output'] === 'string') {
    const after = new Map(result.files.map((file) => [file.path, file.after]))
    const own = bundle.files.filter(({ origin }) => origin === 'file' || origin === 'stdin')
    await copyFiles(own.map((file) => ({ path: file.path === '-' ? 'standard-input.yaml' : file.path, text: after.get(file.path) ?? fileText(file) })), { cwd, folder: flags['output'], signal })
  }
}

async function writeReports(result: FixResult, inspection: Inspection, flags: Flags, context: CommandContext): Promise<void> {
  const { cwd } = context.terminal
  if (typeof flags['patch'] === 'string') await writeFile(resolve(cwd, flags['patch']), formatPatch(result.report))
  if (typeof flags['report'] !== 'string') return
  const folder = resolve(cwd, flags['report'])
  await mkdir(folder, { recursive: true })
  const reportContext = { ...formatContext(inspection, 'fix', flags, context), fixed: result.files, color: false }
  await Promise.all([
    writeFile(join(folder, 'report.md'), await formatReport(result.report, 'markdown', reportContext)),
    writeFile(join(folder, 'report.sarif'), await formatReport(result.report, 'sarif', reportContext)),
    writeFile(join(folder, 'resources.md'), formatResources(result.bundle, inspection.options.target, result.report)),
    writeFile(join(folder, 'patch.json'), formatPatch(result.report)),
  ])
}

