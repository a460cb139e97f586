import type { CheckReport } from '@aks-copilot/contracts'
import { CopilotError } from '@aks-copilot/contracts'
import { type FixedFile, fixManifests, type FormatContext, inspectManifests } from '@aks-copilot/manifests'
import { prepareInspection, formatContext, type Inspection } from '../../cli/src/inspection.ts'
import { Log } from '../../cli/src/log.ts'
import { createRunId } from '../../cli/src/run-id.ts'
import type { Terminal } from '../../cli/src/terminal.ts'
import type { Inputs } from './inputs.ts'

/** What was found in the checkout, and what the fixes would change there. */
export interface Look {
  readonly report: CheckReport
  readonly inspection: Inspection
  /** Files that the proven fixes change; none are written. */
  readonly fixed: readonly FixedFile[]
  readonly format: FormatContext
}

/** Checks the manifests of the checkout; with `fix`, proves the fixes, too. Changes nothing on the disk. */
export async function lookAtManifests(inputs: Inputs, terminal: Terminal, version: string): Promise<Look> {
  const runId = createRunId()
  const context = { terminal, version, runId, log: new Log(terminal, runId, []), finish: (): void => {}, unguarded }
  const { source, target, failOn, baseline } = inputs
  const flags = Object.fromEntries(
    Object.entries({ source, target, failOn, baseline, quiet: true, color: false }).filter(([, value]) => value !== undefined),
  )
  const inspection = await prepareInspection(inputs.paths, flags, context)
  const command = inputs.fix === 'none' ? 'check' : 'fix'
  const { report, files } =
    inputs.fix === 'none'
      ? { report: inspectManifests(inspection.bundle, inspection.options), files: [] }
      : fixManifests(inspection.bundle, { ...inspection.options, written: false })
  if (report.summary.objects === 0 && report.skipped.length === 0) throw nothingThere(inputs.paths)
  const fixed = files.filter(({ path }) => isOfCheckout(inspection, path))
  return { report, inspection, fixed, format: { ...formatContext(inspection, command, flags, context), fixed } }
}

/** Whether a file of the report is one of the checkout: what Helm and Kustomize render has no line that a comment could stand on. */
export function isOfCheckout({ bundle }: Inspection, path: string): boolean {
  return (
    !path.startsWith('/') && !path.split('/').includes('..') && bundle.files.some((file) => file.path === path && file.origin === 'file')
  )
}

function nothingThere(paths: readonly string[]): CopilotError {
  return new CopilotError({
    code: 'ACTION_NOTHING_FOUND',
    category: 'validation',
    message: `No Kubernetes object stands at ${paths.slice(0, 5).join(', ')}.`,
    remedy: 'Check the input `paths`, and that actions/checkout runs before.',
  })
}

function unguarded<Result>(work: () => Result): Result {
  return work()
}
