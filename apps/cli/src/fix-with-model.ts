import { CopilotError } from '@aks-copilot/contracts'
import {
  type Bundle,
  type FixedFile,
  type FixOptions,
  type FixResult,
  fixWithModel,
  type JudgeModel,
  type ModelFixResult,
  type ServerVerdicts,
} from '@aks-copilot/manifests'
import type { Model } from '@aks-copilot/models'
import { askPerson } from './ask-person.ts'
import type { CommandContext } from './command-context.ts'
import type { Flags, Inspection } from './inspection.ts'
import { askOperations } from './models/ask-operations.ts'
import { printable } from './printable.ts'
import type { Terminal } from './terminal.ts'

/** Operations take few tokens; what goes on longer goes on about something else. */
const MOST_TOKENS = 400

/** What the rules made, and beside it what a model proposes. */
export interface WithProposals extends FixResult {
  readonly proposed?: readonly FixedFile[]
}

/** Whether a model was asked for: only by the flag itself, for a fix shall not depend on what else is configured. */
export function wantsModel(flags: Flags): boolean {
  return typeof flags['model'] === 'string' && flags['model'] !== 'none'
}

/**
 * Puts the judgements that the rules left to the model of --model. What it proposes, and every gate lets pass, is written with
 * --accept-model, or when a person at the terminal says so; else it is told only. Without a model the result of the rules stands.
 */
export async function askModel(
  first: FixResult,
  inspection: Inspection,
  options: FixOptions,
  flags: Flags,
  context: CommandContext,
): Promise<WithProposals> {
  const { openConfiguredModel } = await import('./models/configured-model.ts')
  const { configuration, bundle, progress } = inspection
  const names = bundle.objects
    .flatMap(({ name, namespace, labels }) => [name, namespace ?? '', ...Object.values(labels.strings())])
    .filter((name) => name !== '')
  let model: Model | undefined
  try {
    model = await openConfiguredModel(configuration, context.terminal.environment, { names: () => names })
    if (model === undefined) return first
    const judge = judgeOf(model)
    const onProgress = (done: number, of: number): void => progress.show(`asking ${judge.name}, ${done} of ${of}`)
    const memory = remembered(judge)
    const run = async (accept: boolean, serverVerdicts: ServerVerdicts = new Map()): Promise<ModelFixResult> =>
      fixWithModel(bundle, first, { ...options, serverVerdicts }, { judge: memory, accept, signal: context.terminal.signal, onProgress })
    const verdicts = flags['verifyWithCluster'] === true ? await verdictsOn(first.bundle, run, inspection, context) : undefined
    const told = await run(flags['acceptModel'] === true, verdicts)
    progress.clear()
    if (told.proposed.length === 0 || !options.written || !(await isApproved(told, context))) return told
    return await run(true, verdicts)
  } catch (error) {
    // A cluster that was to be asked, and a person who wants an end, are no model that fails.
    if (!(error instanceof CopilotError) || !error.code.startsWith('MODEL_') || context.terminal.signal.aborted) throw error
    const skipped = { what: `model ${String(flags['model'])}`, why: error.message }
    return { ...first, report: { ...first.report, skipped: [...first.report.skipped, skipped] } }
  } finally {
    progress.clear()
    await model?.close()
  }
}

/** What the cluster of --verify-with-cluster says of the objects that the model's proposals change: gate 9, as for the fixes of rules. */
async function verdictsOn(
  before: Bundle,
  run: (accept: boolean, verdicts: ServerVerdicts) => Promise<ModelFixResult>,
  { configuration, progress }: Inspection,
  { terminal }: CommandContext,
): Promise<ServerVerdicts> {
  const { clusterVerdicts } = await import('./fix-with-cluster.ts')
  return clusterVerdicts(before, async (verdicts) => (await run(true, verdicts)).bundle, { configuration, terminal, progress })
}

/** A model as the Thinker sees it. */
export function judgeOf(model: Model): JudgeModel {
  return { name: model.name, propose: async (request, signal) => await askOperations(model, request, { most: MOST_TOKENS }, signal) }
}

/** What a person saw is what is written: the second run gets the answers of the first. */
function remembered(judge: JudgeModel): JudgeModel {
  const replies = new Map<string, ReturnType<JudgeModel['propose']>>()
  return {
    name: judge.name,
    propose: async (request, signal) => {
      const known = replies.get(request.user) ?? judge.propose(request, signal)
      replies.set(request.user, known)
      return known
    },
  }
}

/** Shows a person what the model proposes, and asks; anything but yes is no. Throws INTERRUPTED at Ctrl-C. */
async function isApproved({ report }: ModelFixResult, { terminal }: CommandContext): Promise<boolean> {
  if (!isPerson(terminal)) return false
  const proposals = report.violations.filter(({ fix }) => fix.source === 'model' && fix.status === 'proposed')
  for (const { file, line, fix } of proposals) terminal.stderr.write(`${printable(`${file}:${line} ${fix.description}`)}\n`)
  const what = proposals.length === 1 ? 'this proposal' : `these ${proposals.length} proposals`
  return await askPerson(`Write ${what} of the model, too?`, terminal)
}

function isPerson({ stdin, stdout }: Terminal): boolean {
  return stdout.isTTY === true && 'isTTY' in stdin && stdin.isTTY === true
}
