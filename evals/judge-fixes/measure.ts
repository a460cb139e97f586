import { describeObject } from '@aks-copilot/kubernetes'
import { fixManifests, fixWithModel, type JudgeModel, type ModelFixResult } from '@aks-copilot/manifests'
import type { JudgeBundle } from './judge-bundles.ts'

export interface Measured {
  readonly part: string
  readonly bundles: number
  /** Violations that rules leave to a person. */
  readonly judgements: number
  readonly asked: number
  readonly declined: number
  readonly proposed: number
  /** What passes every gate, each in words. */
  readonly passed: readonly string[]
  /** How many proposals each gate refuses; one may fail several. */
  readonly refused: ReadonlyMap<string, number>
}

/** Puts the open decisions of all bundles to a model, and counts what comes of it, part by part. */
export async function measure(
  bundles: readonly JudgeBundle[],
  judge: JudgeModel,
  { askAll, most }: { readonly askAll: boolean; readonly most: number },
): Promise<Measured[]> {
  const results: { readonly part: string; readonly name: string; readonly result: ModelFixResult; readonly judgements: number }[] = []
  let left = most
  for (const { part, name, bundle, options } of bundles) {
    const first = fixManifests(bundle, options)
    const judgements = first.report.violations.filter(({ fix }) => fix.kind === 'judge' && fix.status === 'none').length
    if (judgements === 0) continue
    const result = await fixWithModel(bundle, first, options, { judge, accept: false, askAll, mostQuestions: left })
    left -= result.asked
    results.push({ part, name, result, judgements })
  }
  return [...Map.groupBy(results, ({ part }) => part)].map(([part, own]) => {
    const outcomes = own.flatMap(({ name, result }) => result.outcomes.map((outcome) => ({ name, outcome })))
    const sum = (count: (one: (typeof own)[number]) => number): number => own.reduce((total, one) => total + count(one), 0)
    const failed = outcomes.flatMap(({ outcome }) =>
      outcome.status === 'applied' ? [] : outcome.gates.filter(({ pass }) => !pass).map(({ gate }) => gate),
    )
    return {
      part,
      bundles: own.length,
      judgements: sum(({ judgements }) => judgements),
      asked: sum(({ result }) => result.asked),
      declined: sum(({ result }) => result.declined),
      proposed: outcomes.length,
      passed: outcomes.filter(({ outcome }) => outcome.status === 'applied').map(({ name, outcome }) => inWords(name, outcome)),
      refused: new Map([...Map.groupBy(failed, (gate) => gate)].map(([gate, times]) => [gate, times.length])),
    }
  })
}

function inWords(name: string, { thought: { finding, changes } }: ModelFixResult['outcomes'][number]): string {
  const operations = changes.flatMap((change) => change.operations.filter(({ op }) => op !== 'test'))
  return `${name} · ${finding.rule.id} · ${describeObject(finding.object)} · ${JSON.stringify(operations)}`
}

export function rows(measured: readonly Measured[]): string[] {
  return measured.flatMap(({ part, bundles, judgements, asked, declined, proposed, passed, refused }) => [
    `${part}: ${bundles} bundles, ${judgements} judgements, ${asked} questions, ${declined} declined, ${proposed} proposed, ${passed.length} passed`,
    `  refused by ${[...refused].map(([gate, count]) => `${gate} ${count}`).join(', ') || 'no gate'}`,
    ...passed.map((one) => `  ✔ ${one}`),
  ])
}
