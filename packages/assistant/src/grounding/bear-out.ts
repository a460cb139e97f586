import { isGlue } from './concepts.ts'
import { type Statement, tellsOf } from './statement.ts'
import { tokensOf } from './supported-text.ts'

/** How a sentence is borne out, or why it is not. */
export type BorneOut =
  | { readonly ok: true; readonly marks: readonly string[]; readonly about: string; readonly isStep: boolean }
  | { readonly ok: false; readonly why: string }

type Link = 'and' | 'because' | 'hence' | 'after' | 'before'

/** What divides a sentence, and what it claims of its sides. A time after `since` is no reason. */
const LINKS: readonly (readonly [Link, RegExp])[] = [
  [
    'because',
    /^,? ?(?:\b(?:which|that) )?(?:\b(?:is|was|are|were|has been|been) )?(?:\b(?:because of|because|due to|caused by|as a result of|owing to|triggered by|resulting from)\b|\bsince (?!\d|then\b|the start))/i,
  ],
  [
    'hence',
    /^,? ?(?:\b(?:which|this|and|that) )?(?:\b(?:has|have) )?\b(?:so that|leads to|led to|leading to|causes|caused|causing|resulting in|resulted in|results in|therefore|hence|so)\b(?! by)/i,
  ],
  ['after', /^,? ?\bafter\b/i],
  ['before', /^,? ?\bbefore\b(?! that| it\b| this|,)/i],
  [
    'and',
    /^(?:;|, (?:which|who|and|but|while|although|whereas|with|where)\b|,(?= )|:(?= [\w./-]+ \w)| - | \(|\)|\b(?:and|but|while|although|whereas|with|which)\b)/i,
  ],
]

/** What was spoken of before a sentence: a bare name, `start` before the first sentence, `lost` where nobody saw the sentence before. */
export type Subject = { readonly about: string } | 'start' | 'lost'

interface Part {
  readonly text: string
  /** What links it to the part before. */
  readonly link: Link
}

const MOST_PARTS = 14
/** How near to the root; lines of the answer and records stand nowhere in the story. */
const RANK: Readonly<Partial<Record<Statement['role'], number>>> = { state: 0, effect: 1, reach: 1, cause: 2, change: 3 }

/** Whether each part of a sentence is said by one statement, and whether the parts hang together as the sentence says. */
export function bearOut(
  sentence: string,
  statements: readonly Statement[],
  before: Subject,
  names: ReadonlyMap<string, unknown>,
): BorneOut {
  const parts = partsOf(sentence)
  if (parts.length > MOST_PARTS) return { ok: false, why: 'it says too many things at once' }
  if (before === 'lost' && LEANS.test(sentence)) return { ok: false, why: 'it does not say of what' }
  const search = new Search(parts, statements, before, names)
  const path = search.from(0, undefined)
  if (path === undefined) return { ok: false, why: search.why }
  const whole = path.map(({ text }) => text).join(' ')
  if (tellsOf(whole, names).isVague) return { ok: false, why: 'it says only that something is wrong' }
  const role = path[0]?.statement.role
  if (/^because of (?:it|this|that)\b/i.test(sentence) && role !== 'effect' && role !== 'reach') return { ok: false, why: NO_CAUSE }
  if (/^before (?:it|this|that)\b/i.test(sentence) && role !== 'change') return { ok: false, why: 'it did not come before' }
  return {
    ok: true,
    marks: [...new Set(path.flatMap(({ statement }) => statement.marks))],
    about: path[0]?.statement.about ?? '',
    isStep: role === 'step',
  }
}

/** Leans on the sentence before it. */
const LEANS = /^(?:it|its|this|that|these|they|because of (?:it|this|that)|before (?:it|this|that)|as a result|therefore)\b/i
const NO_CAUSE = 'it names a cause that is not the one found'

interface Step {
  readonly text: string
  readonly statement: Statement
}

/** Finds for each part, or for several together, a statement that says it; the fewest statements first. */
class Search {
  why = 'it says nothing of the evidence'
  #reached = -1
  readonly #parts: readonly Part[]
  readonly #statements: readonly Statement[]
  readonly #before: Subject
  readonly #names: ReadonlyMap<string, unknown>

  constructor(parts: readonly Part[], statements: readonly Statement[], before: Subject, names: ReadonlyMap<string, unknown>) {
    this.#parts = parts
    this.#statements = statements
    this.#before = before
    this.#names = names
  }

  from(start: number, last: Step | undefined): readonly Step[] | undefined {
    if (start === this.#parts.length) return []
    for (let end = this.#parts.length; end > start; end--) {
      const text = this.#textOf(start, end)
      if (text === undefined || !tellsOf(text, this.#names).isTelling) continue
      for (const statement of this.#saying(text, start, end)) {
        const step = { text, statement }
        if (!this.#fits(step, last, this.#parts[start]?.link ?? 'and')) continue
        const rest = this.from(end, step)
        if (rest !== undefined) return [step, ...rest]
      }
    }
    return undefined
  }

  /** Several parts as one; where a reason divides them they are two things. */
  #textOf(start: number, end: number): string | undefined {
    const parts = this.#parts.slice(start, end)
    return parts.slice(1).some(({ link }) => link !== 'and') ? undefined : parts.map(({ text }) => text).join(', ')
  }

  #saying(text: string, start: number, end: number): readonly Statement[] {
    return this.#statements.filter((statement) => {
      const objection = statement.objectionTo(text)
      if (objection === undefined) return true
      // The reason that is told is that of the shortest part that nothing says.
      if (end === start + 1 && start > this.#reached) {
        this.#reached = start
        this.why = objection
      }
      return false
    })
  }

  #fits(step: Step, last: Step | undefined, link: Link): boolean {
    const { statement } = step
    const fits = (link === 'and' || (last !== undefined && hangsTogether(last, step, link))) && isInTime(step)
    const isSaid = fits && (this.#isNamed(step) || statement.about === (last === undefined ? this.#subject() : last.statement.about))
    if (fits && !isSaid) this.why = 'it does not say of what'
    else if (!fits) this.why = NO_CAUSE
    return isSaid
  }

  #isNamed({ text, statement }: Step): boolean {
    return (
      statement.about === '' ||
      UNNAMED.has(statement.role) ||
      tokensOf(text).some((token) => token === statement.about || token.split(/[/]/).includes(statement.about))
    )
  }

  /** What a sentence without a name is about: what the one before was, or the only thing there is. */
  #subject(): string | undefined {
    if (typeof this.#before === 'object') return this.#before.about
    const all = new Set(this.#statements.map(({ about }) => about).filter((about) => about !== ''))
    return all.size === 1 || this.#before === 'start' ? [...all][0] : undefined
  }
}

/** Steps are of the answer; what was written is told as written. */
const UNNAMED: ReadonlySet<Statement['role']> = new Set(['step', 'stranger', 'article'])

function isInTime({ text, statement }: Step): boolean {
  return !statement.isPast || !/\b(?:is|are|has|can(?:'t|not)?|keeps?)\b/i.test(text) || /\b(?:over|was|were|had)\b/i.test(text)
}

/** What explains is nearer to the root than what it explains; a change came before what it broke. */
function hangsTogether(left: Step, right: Step, link: Link): boolean {
  const [effect, cause] = link === 'because' || link === 'after' ? [left, right] : [right, left]
  if (link === 'after' || link === 'before') return cause.statement.role === 'change' && effect.statement.role !== 'change'
  if (cause.statement.role === 'change' && !isBehind(cause, effect)) return false
  if (cause.statement === effect.statement || cause.statement.text === effect.statement.text)
    return cause.statement.placeOf(cause.text) > cause.statement.placeOf(effect.text)
  const [above, below] = [RANK[cause.statement.role], RANK[effect.statement.role]]
  return above !== undefined && below !== undefined && above > below
}

/** A change that shares what it set with what is broken; that something was created explains nothing. */
function isBehind({ statement }: Step, effect: Step): boolean {
  return statement.text.includes('→') && effect.statement.role !== 'line'
}

function partsOf(sentence: string): readonly Part[] {
  const parts: Part[] = []
  let [text, link]: [string, Link] = ['', 'and']
  const close = (next: Link): void => {
    if (tokensOf(text).some((token) => !isGlue(token))) {
      parts.push({ text: text.trim(), link })
      link = next
    } else if (next !== 'and' || parts.length === 0) link = next
    text = ''
  }
  for (let at = 0; at < sentence.length;) {
    const rest = sentence.slice(at)
    const isEdge = at === 0 || !/[\w/.-]/.test(sentence[at - 1] ?? '') || /^\W/.test(rest)
    const found = isEdge
      ? LINKS.map(([kind, pattern]) => [kind, pattern.exec(rest)?.[0]] as const).find(([, match]) => match !== undefined)
      : undefined
    if (found?.[1] === undefined) {
      text += sentence[at] ?? ''
      at += 1
    } else {
      close(found[0])
      at += found[1].length
    }
  }
  close('and')
  return parts
}
