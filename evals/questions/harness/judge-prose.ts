import type { Asked } from './ask-question.ts'
import { findInventions } from './find-inventions.ts'
import type { KnownFacts } from './known-facts.ts'

/** What a model's prose is, held against the answer without a model. */
export interface ProseJudgement {
  readonly asked: Asked
  /** The headline and the answer are those without a model. */
  readonly factsSame: boolean
  /** No sentence of the model was kept, or none was asked for. */
  readonly isEmpty: boolean
  /** Holds the cause, or the first fact that the question asks for. */
  readonly saysCause: boolean
  /** What it says against the evidence. */
  readonly contradictions: readonly string[]
  /** What it says that stands nowhere. */
  readonly invented: readonly string[]
  /** Holds a citation, or there is none to hold. */
  readonly hasSource: boolean
  /** Says something beside the headline. */
  readonly saysMore: boolean
  readonly words: number
  /** All criteria: names the cause, contradicts nothing, adds nothing, has its source, says more than the headline, is short. */
  readonly isGood: boolean
  readonly kept: number
  readonly dropped: number
}

const MOST_WORDS = 100

/** Judges prose by fixed criteria, which README.md lists, against the answer without a model. */
export function judgeProse(asked: Asked, plain: Asked, facts: KnownFacts): ProseJudgement {
  const { question, answer } = asked
  const prose = answer.prose ?? asked.deltas.join('')
  const fact = question.cause ?? question.says[0]
  const contradictions = [...question.never.filter((word) => word.test(prose)).map(({ source }) => source), ...againstState(prose, plain)]
  const invented = [...findInventions(prose, facts), ...unknownCitations(prose, asked)]
  const saysCause = fact === undefined || fact.test(prose)
  const hasSource = answer.citations.length === 0 || /\[E\d+\]/.test(prose)
  const saysMore = wordsOf(prose).some((word) => !wordsOf(answer.headline).includes(word))
  const words = wordsOf(prose).length
  return {
    asked,
    hasSource,
    saysMore,
    words,
    isGood: saysCause && contradictions.length + invented.length === 0 && hasSource && saysMore && words <= MOST_WORDS,
    factsSame: answer.headline === plain.answer.headline && answer.answer === plain.answer.answer,
    isEmpty: prose.trim() === '',
    saysCause,
    contradictions,
    invented,
    kept: sentencesIn(prose),
    dropped: answer.dropped.length,
  }
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[a-z0-9][\w.:/-]*/g) ?? []
}

const BROKEN = /\b(?:is|are|was|has) (?:broken|down|failing|crash(?:ed|ing)|not (?:working|healthy|ready))\b/i
const WELL = /\b(?:is|are) (?:healthy|well|fine|ok|running (?:well|fine|normally)|working)\b|\bno (?:problems?|issues?|incidents?)\b/i

/** Well where the evidence has a problem, broken where it has none. */
function againstState(prose: string, { answer }: Asked): string[] {
  const hasProblem = answer.incidents.length > 0
  if (hasProblem) return answer.intent === 'why-broken' && WELL.test(prose) ? ['says that it is well'] : []
  const isHealthy = ['status', 'why-broken'].includes(answer.intent)
  return isHealthy && BROKEN.test(prose) && !BROKEN.test(answer.headline) ? ['says that something is broken'] : []
}

function unknownCitations(prose: string, { answer }: Asked): string[] {
  const ids = new Set(answer.citations.map(({ id }) => id))
  return [...prose.matchAll(/\[?\b(E\d+)\b\]?/g)].map(([, id = '']) => id).filter((id) => !ids.has(id))
}

function sentencesIn(prose: string): number {
  return prose.split(/(?<=[.!?])(?:\s*\[E\d+\])*\s+/).filter((sentence) => sentence.trim() !== '').length
}
