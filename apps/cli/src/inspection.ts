import { CopilotError, type Severity } from '@aks-copilot/contracts'
import { loadSchemas } from '@aks-copilot/kubernetes'
import { type Bundle, type CheckOptions, createSuppressions, type FormatContext, readBaseline, readBundle, readSources, type ReportFormat, RULES } from '@aks-copilot/manifests'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { chooseSource, chooseTarget } from './choose-profiles.ts'
import { chooseRules, requireRules } from './choose-rules.ts'
import { type Configuration, readConfiguration } from './configuration.ts'
import type { Threshold } from './exit-status.ts'
import { Progress } from './progress.ts'
import type { CommandContext } from './command-context.ts'
import { wantsColor } from './terminal.ts'

/** Everything that `check` and `fix` have in common: what was read, and how to look at it. */
export interface Inspection {
  readonly bundle: Bundle
  readonly options: CheckOptions
  readonly configuration: Configuration
  readonly format: ReportFormat
  readonly severity: Severity
  readonly failOn: Threshold
  readonly started: number
  /** The PATHs that the user named. */
  readonly paths: readonly string[]
}

export type Flags = Readonly<Record<string, unknown>>

/** Reads configuration, manifests and profiles. Wrong flags are refused before anything slow begins. */
export async function prepareInspection(paths: readonly string[], flags: Flags, { terminal, runId }: CommandContext): Promise<Inspection> {
  const started = performance.now()
  const configuration = await readConfiguration(flags, terminal)
  const rules = chooseRules(configuration.list('check.only'), configuration.list('check.skip'))
  const allow = requireRules(configuration.list('check.allow'))
  const target = await chooseTarget(configuration.text('check.target') ?? 'aks-standard', configuration.text('check.kubeVersion'), terminal.cwd)
  const baseline = await baselineOf(configuration, flags, terminal.cwd)
  const schemas = loadSchemas(target.kubernetes)
  const progress = new Progress(terminal, flags['quiet'] === true)
  const named = paths.length === 0 ? ['.'] : paths
  const read = await readSources(named, { cwd: terminal.cwd, stdin: terminal.stdin, signal: terminal.signal, onProgress: (files) => progress.show(`reading, ${files} files`) })
  const bundle = readBundle(read.files, read.skipped)
  const source = await chooseSource(configuration.text('check.source') ?? 'auto', bundle, terminal.cwd)
  progress.clear()
  const suppressions = createSuppressions({ ruleIds: RULES.map(({ id }) => id), ...(baseline === undefined ? {} : { baseline }) })
  return {
    bundle,
    options: { runId, source, target, schemas: await schemas, rules, allow, suppressions },
    configuration,
    format: (configuration.text('check.format') ?? 'text') as ReportFormat,
    severity: (configuration.text('check.severity') ?? 'info') as Severity,
    failOn: (configuration.text('check.failOn') ?? 'error') as Threshold,
    started,
    paths: named,
  }
}

async function baselineOf(configuration: Configuration, flags: Flags, cwd: string) {
  const file = configuration.text('check.baseline')
  if (file === undefined || flags['updateBaseline'] === true) return undefined
  try {
    return readBaseline(await readFile(resolve(cwd, file), 'utf8'))
  } catch (error) {
    if (error instanceof CopilotError) throw error
    throw new CopilotError({ code: 'BASELINE_UNREADABLE', category: 'validation', message: `The baseline ${file} can't be read.`, remedy: `Make it with \`aks-copilot check --baseline ${file} --update-baseline\`.`, cause: error })
  }
}

/** What the formats need to print a report of this run. */
export function formatContext(inspection: Inspection, command: 'check' | 'fix', flags: Flags, { terminal, version }: CommandContext): Omit<FormatContext, 'fixed'> {
  const texts = new Map(inspection.bundle.files.map((file) => [file.path, file]))
  return {
    command,
    version,
    rules: inspection.options.rules,
    files: [...texts.keys()],
    textOf: (path) => texts.get(path)?.documents.map((document) => document.text).join(''),
    color: wantsColor(terminal, flags['color'] as boolean | undefined),
    columns: terminal.stdout.columns ?? 100,
    quiet: flags['quiet'] === true,
    verbose: flags['verbose'] === true,
    duration: performance.now() - inspection.started,
  }
}

