import type { Dropped } from '@aks-copilot/contracts'
import { asMarkdown } from '../evidence/quote.ts'
import type { Subject } from './bear-out.ts'
import { type Ground, groundSentence } from './ground-sentence.ts'
import { isFunctionWord, stemOf } from './plain-english.ts'
import { Sentences } from './sentences.ts'
import { tokensOf } from './supported-text.ts'

const MOST_SENTENCES = 6
const MOST_DROPPED = 12
const LONGEST_KEPT = 300
const ALIKE = 0.8

/** Lets through the sentences of a model that the evidence bears out, and keeps count of the others. */
export class GroundedProse {
  readonly dropped: Dropped[] = []
  readonly #sentences = new Sentences()
  readonly #ground: Ground
  readonly #told: ReadonlySet<string>[] = []
  readonly #waiting: { readonly sentence: string; readonly text: string }[] = []
  #subject: Subject = 'start'
  #saysMore = false
  #saysWhat = false
  #cut = 0

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Enough was said, or too much that is not so: the model may stop. */
  get isDone(): boolean {
    return this.#told.length >= MOST_SENTENCES || this.#cut >= MOST_DROPPED
  }

  /** The sentences, as Markdown, that this piece of text completes and the evidence bears out. */
  push(piece: string): readonly string[] {
    return this.#sentences.push(piece).flatMap((sentence) => this.#judge(sentence))
  }

  /** The last sentence, where the text ended with it; one that was cut off says nobody knows what. */
  flush(isWhole: boolean): readonly string[] {
    const told = this.#sentences
      .flush()
      .flatMap((sentence) =>
        isWhole || /[.!?](?:\s*\[E\d+\])*$/.test(sentence) ? this.#judge(sentence) : this.#drop(sentence, 'it is cut off'),
      )
    for (const { sentence } of this.#waiting.splice(0))
      this.#drop(sentence, this.#saysMore ? 'it is a step and nothing else' : 'it only repeats the headline')
    return told
  }

  #judge(raw: string): readonly string[] {
    if (this.isDone) return []
    const sentence = raw
      .replace(/^(?:the )?(?:correct |short |right )?answer (?:to .{1,80} )?is:?\s*/i, '')
      .replace(/^(?:[-*•]\s+|\d+[.)]\s+|#+\s+|answer:\s*)+/i, '')
      .replaceAll(/\*\*|__/g, '')
      .trim()
    if (!/\p{L}/u.test(sentence.replaceAll(MARK, ''))) return []
    const borneOut = groundSentence(sentence, this.#ground, this.#subject)
    const objection = borneOut.ok ? this.#repetition(sentence) : borneOut.why
    if (!borneOut.ok || objection !== undefined) return this.#drop(sentence, objection ?? '')
    this.#told.push(stemsOf(sentence))
    this.#subject = { about: borneOut.about }
    return this.#held(sentence, withMarks(cited(sentence, borneOut.marks)), borneOut.isStep)
  }

  /** What only repeats the headline waits for a sentence that says more; a step waits for what it is to mend. */
  #held(sentence: string, text: string, isStep: boolean): readonly string[] {
    this.#waiting.push({ sentence, text })
    this.#saysMore ||= !isIn(sentence, this.#ground.headline)
    this.#saysWhat ||= !isStep
    return this.#saysMore && this.#saysWhat ? this.#waiting.splice(0).map((one) => one.text) : []
  }

  #repetition(sentence: string): string | undefined {
    const stems = stemsOf(sentence)
    const isTold = this.#told.some((told) => [...stems].filter((stem) => told.has(stem)).length / Math.max(1, stems.size) > ALIKE)
    return isTold ? 'it was said before' : undefined
  }

  #drop(sentence: string, why: string): readonly string[] {
    this.#cut++
    this.#subject = 'lost'
    if (this.dropped.length < MOST_DROPPED) this.dropped.push({ sentence: sentence.slice(0, LONGEST_KEPT), why })
    return []
  }
}

/** Whether a text says all that a sentence does. */
function isIn(sentence: string, text: string): boolean {
  const known = stemsOf(text)
  const stems = [...stemsOf(sentence)]
  return stems.filter((stem) => known.has(stem)).length / Math.max(1, stems.length) > ALIKE
}

/** With the citations that bear the sentence out, and no others. */
function cited(sentence: string, marks: readonly string[]): string {
  const told = sentence.match(MARK) ?? []
  if (told.length > 0) return sentence.replaceAll(/\s*\[E\d+\]/g, (mark) => (marks.includes(mark.trim()) ? mark : ''))
  const [mark] = marks
  return mark === undefined ? sentence : sentence.replace(/([.!…]*)$/, ` ${mark}$1`)
}

const MARK = /\[E\d+\]/g

function stemsOf(sentence: string): ReadonlySet<string> {
  return new Set(
    tokensOf(sentence)
      .filter((token) => !isFunctionWord(token) && !/^e\d+$/.test(token))
      .map(stemOf),
  )
}

/** Escapes everything but the citations. */
function withMarks(sentence: string): string {
  return sentence
    .split(/(\[E\d+\])/)
    .map((part) => (/^\[E\d+\]$/.test(part) ? part : asMarkdownPart(part)))
    .join('')
}

/** asMarkdown trims; the blanks around a citation stay. */
function asMarkdownPart(part: string): string {
  const [, before = '', text = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(part) ?? []
  return text === '' ? before : `${before}${asMarkdown(text)}${after}`
}
