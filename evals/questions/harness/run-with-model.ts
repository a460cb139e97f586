import type { Knowledge } from '@aks-copilot/knowledge'
import type { Model } from '@aks-copilot/models'
import { askQuestion } from './ask-question.ts'
import { judgeProse, type ProseJudgement } from './judge-prose.ts'
import { knownFacts } from './known-facts.ts'
import { openView } from './open-view.ts'
import type { AskedQuestion } from './read-questions.ts'
import { percent, percentile } from './score-questions.ts'

/** Asks each question twice, without the model and with it, and judges the prose; when the signal ends it, what came so far. */
export async function runWithModel(
  questions: readonly AskedQuestion[],
  model: Model,
  knowledge: Knowledge,
  tell: (judgement: ProseJudgement) => void,
  signal: AbortSignal,
): Promise<ProseJudgement[]> {
  const all: ProseJudgement[] = []
  for (const question of questions) {
    if (signal.aborted) break
    const view = openView(question.cluster)
    const plain = await askQuestion(question, { view, knowledge })
    const asked = await askQuestion(question, { view, knowledge, model })
    const facts = knownFacts(asked.answer, [question.ask, ...question.before].join(' '), view, knowledge)
    const judgement = judgeProse(asked, plain, facts)
    all.push(judgement)
    tell(judgement)
  }
  return all
}

/** So many questions, spread over all files; those with a cause first. */
export function sampleOf(questions: readonly AskedQuestion[], count: number): readonly AskedQuestion[] {
  if (count >= questions.length) return questions
  const step = questions.length / count
  return Array.from({ length: count }, (_, index) => questions[Math.floor(index * step)]).filter((one) => one !== undefined)
}

/** The last line; passed: the facts stay, nothing is invented, nothing contradicted. */
export function scoreProse(all: readonly ProseJudgement[], name: string): { readonly passed: boolean; readonly line: string } {
  const spoken = all.filter(({ isEmpty }) => !isEmpty)
  const same = all.filter(({ factsSame }) => factsSame).length
  const invented = all.filter((one) => one.invented.length > 0).length
  const contradicting = all.filter(({ contradictions }) => contradictions.length > 0).length
  const dropped = all.reduce((sum, one) => sum + one.dropped, 0)
  const kept = spoken.reduce((sum, one) => sum + one.kept, 0)
  const skipped = all.flatMap(({ asked }) => asked.answer.skipped.filter(({ what }) => what.includes('model'))).length
  const firsts = all.flatMap(({ asked }) => asked.answer.timings.firstTokenMs ?? [])
  const shown = all.flatMap(({ asked }) => asked.firstDeltaMs ?? [])
  const causes = spoken.filter(({ saysCause }) => saysCause).length
  const good = spoken.filter(({ isGood }) => isGood).length
  return {
    passed: same === all.length && invented === 0 && contradicting === 0,
    line: [
      `questions with ${name}: ${all.length} asked, facts the same in ${same}, prose in ${spoken.length}`,
      `${invented} with something invented, ${contradicting} contradicting, cause named in ${causes} of ${spoken.length}, all criteria met by ${good}`,
      `${dropped} of ${dropped + kept} sentences dropped (${percent(dropped / Math.max(1, dropped + kept))})`,
      `first token ${seconds(firsts, 0.5)} (p50), ${seconds(firsts, 0.9)} (p90); first sentence ${seconds(shown, 0.5)}; ${skipped} times the model failed`,
    ].join('; '),
  }
}

function seconds(values: readonly number[], share: number): string {
  return `${(percentile(values, share) / 1000).toFixed(1)} s`
}
