import { readFile } from 'node:fs/promises'
import { CopilotError, type Severity } from '@aks-copilot/contracts'
import { loadSchemas } from '@aks-copilot/kubernetes'
import {
  type Baseline,
  type Bundle,
  type CheckOptions,
  createSuppressions,
  type FormatContext,
  readBundle,
  readSources,
  type ReportFormat,
  RULES,
} from '@aks-copilot/manifests'
import { chooseSource, chooseTarget, recogniseSource } from './choose-profiles.ts'
import { allowedRules, chooseRules } from './choose-rules.ts'
import type { CommandContext } from './command-context.ts'
import { type Configuration, readConfiguration } from './configuration.ts'
import type { Threshold } from './exit-status.ts'
import { Progress } from './progress.ts'
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
  readonly progress: Progress
  /** The PATHs that the user named. */
  readonly paths: readonly string[]
}

export type Flags = Readonly<Record<string, unknown>>

/** Reads configuration, manifests and profiles. Wrong flags are refused before anything slow begins. */
export async function prepareInspection(
  paths: readonly string[],
  flags: Flags,
  { terminal, runId, log }: CommandContext,
  use: 'read' | 'write' = 'read',
): Promise<Inspection> {
  const started = performance.now()
  const said = await readConfiguration(flags, terminal)
  const configuration = use === 'write' ? said.forWriting() : said
  log.json = configuration.text('log.format') === 'json'
  const rules = chooseRules(configuration.list('check.only'), configuration.list('check.skip'))
  const allow = allowedRules(configuration.list('check.allow'))
  const [target, known, baseline] = [
    await chooseTarget(configuration),
    await chooseSource(configuration),
    await baselineOf(configuration, flags),
  ]
  const schemas = loadSchemas(target.kubernetes)
  const progress = new Progress(terminal, log, flags['quiet'] === true)
  const named = paths.length === 0 ? ['.'] : paths
  const read = await readSources(named, {
    cwd: terminal.cwd,
    stdin: terminal.stdin,
    helm: { kubeVersion: target.kubernetes, ...helmPlace(flags) },
    signal: terminal.signal,
    onProgress: (files) => progress.show(`reading, ${files} ${files === 1 ? 'file' : 'files'}`),
  })
  const bundle = readBundle(read.files, read.skipped)
  const suppressions = createSuppressions({ ruleIds: RULES.map(({ id }) => id), ...(baseline === undefined ? {} : { baseline }) })
  return {
    bundle,
    options: { runId, source: known ?? recogniseSource(bundle), target, schemas: await schemas, rules, allow, suppressions },
    configuration,
    format: (configuration.text('check.format') ?? 'text') as ReportFormat,
    severity: (configuration.text('check.severity') ?? 'info') as Severity,
    failOn: (configuration.text('check.failOn') ?? 'error') as Threshold,
    started,
    progress,
    paths: named,
  }
}

/** Where a chart is deployed to, and under which name; templates ask for both. */
function helmPlace({ release, namespace }: Flags): { releaseName?: string; namespace?: string } {
  return {
    ...(typeof release === 'string' ? { releaseName: release } : {}),
    ...(typeof namespace === 'string' ? { namespace } : {}),
  }
}

async function baselineOf(configuration: Configuration, flags: Flags): Promise<Baseline | undefined> {
  const [name, file] = [configuration.text('check.baseline'), configuration.path('check.baseline')]
  if (name === undefined || file === undefined || flags['updateBaseline'] === true) return undefined
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CopilotError({
      code: 'BASELINE_UNREADABLE',
      category: 'validation',
      message: `The baseline ${name} can't be read.`,
      remedy: `Make it with \`aks-copilot check --baseline ${name} --update-baseline\`.`,
      cause,
    })
  })
  return (await import('@aks-copilot/manifests/baseline')).readBaseline(text, name)
}

/** More objects than this take longer than a person waits without asking. */
const MANY = 2000

/** Runs the pure part of the work: at once when there is little to do, and so that Ctrl-C can end it when there is much. */
export function work<Result>({ bundle, progress }: Inspection, what: string, { unguarded }: CommandContext, run: () => Result): Result {
  if (bundle.objects.length < MANY) return run()
  progress.announce(`${what} ${bundle.objects.length} objects`)
  const result = unguarded(run)
  progress.clear()
  return result
}

/** What the formats need to print a report of this run. */
export function formatContext(
  inspection: Inspection,
  command: 'check' | 'fix',
  flags: Flags,
  { terminal, version }: CommandContext,
): Omit<FormatContext, 'fixed'> {
  const texts = new Map(inspection.bundle.files.map((file) => [file.path, file]))
  return {
    command,
    version,
    rules: inspection.options.rules,
    textOf: (path) =>
      texts
        .get(path)
        ?.documents.map((document) => document.text)
        .join(''),
    files: [...texts.keys()],
    rendered: new Set([...texts.values()].filter(({ origin }) => origin === 'helm' || origin === 'kustomize').map(({ path }) => path)),
    color: wantsColor(terminal, flags['color']),
    columns: terminal.stdout.columns ?? 100,
    quiet: flags['quiet'] === true,
    verbose: flags['verbose'] === true,
    duration: performance.now() - inspection.started,
  }
}
