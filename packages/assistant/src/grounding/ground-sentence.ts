import { isFunctionWord, isPlainWord, stemOf } from './plain-english.ts'
import { clausesOf, isExact, negatedIn, SupportedText, tokensOf } from './supported-text.ts'

/** What sentences are held against. */
export interface Ground {
  /** What we say ourselves: headline, causes, changes, states, names. */
  readonly own: SupportedText
  /** What strangers wrote: log lines, events. */
  readonly strangers: SupportedText
  /** Causes, what follows from them, and what changed before. */
  readonly causes: SupportedText
  /** What to do. */
  readonly steps: SupportedText
  readonly commands: readonly string[]
  readonly citations: ReadonlySet<string>
  /** Names of the cluster that this answer is not about. */
  readonly otherNames: ReadonlySet<string>
  /** Something is broken. */
  readonly isIll: boolean
  /** The answer says that nothing is wrong. */
  readonly isWell: boolean
  /** The instructions and the question: who repeats them says nothing. */
  readonly prompt: SupportedText
}

/** Why a sentence is not borne out by the evidence; undefined where it is. */
export function objectionTo(sentence: string, ground: Ground): string | undefined {
  for (const judge of JUDGES) {
    const objection = judge(sentence, ground)
    if (objection !== undefined) return objection
  }
  return undefined
}

type Judge = (sentence: string, ground: Ground) => string | undefined

const JUDGES: readonly Judge[] = [
  form,
  speaker,
  citations,
  commands,
  words,
  numbers,
  otherObjects,
  health,
  polarity,
  connection,
  causality,
  advice,
  hearsay,
  content,
]

const MARKS = /\[E\d+\]/g
const CODE = /`([^`]+)`/g

/** A sentence of prose, not markup, links or half of something. */
function form(sentence: string): string | undefined {
  if (/:\/\/|\]\(|www\.|mailto:|<[a-z!/]|```|!\[/i.test(sentence)) return 'it holds a link or markup'
  if (sentence.length > 500) return 'it does not end'
  if (/[\p{Cc}\p{Cf}]/u.test(sentence)) return 'it holds control characters'
  // Any other script has no words that could be held against the evidence.
  return /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(sentence) ? 'it is in another script' : undefined
}

const SPEAKER =
  /\b(?:i|i'm|i've|i'll|me|my|mine|myself|ai|assistant|language model|as an?|sorry|apologi[sz]e|user|human|prompt|instructions?|hello|thank you|thanks|let me|feel free|hope this|sure|certainly|of course|dear)\b/i

function speaker(sentence: string, { prompt, own }: Ground): string | undefined {
  if (SPEAKER.test(sentence.replaceAll(CODE, ' '))) return 'it speaks of itself or to somebody'
  if (/\?\s*$/.test(sentence)) return 'it is a question'
  const strange = tokensOf(sentence).filter((token) => !isFunctionWord(token))
  const echoed = strange.filter((token) => prompt.hasToken(token) && !own.hasToken(token))
  return strange.length >= 4 && echoed.length / strange.length > 0.6 ? 'it repeats the instructions' : undefined
}

function citations(sentence: string, ground: Ground): string | undefined {
  const unknown = (sentence.match(/\bE\d+\b/g) ?? []).find((id) => !ground.citations.has(id))
  return unknown === undefined ? undefined : `it cites ${unknown}, which does not exist`
}

/** A command is one of the next steps, letter by letter; code is a part of what we say. */
function commands(sentence: string, { commands: known, own }: Ground): string | undefined {
  const codes = [...sentence.matchAll(CODE)].map(([, code = '']) => code.trim())
  const foreign = codes.find((code) => !known.includes(code) && !own.text.includes(code.toLowerCase()))
  if (foreign !== undefined) return 'it holds code that is not in the evidence'
  const bare = sentence.replaceAll(CODE, ' ')
  return /\b(?:kubectl|helm|az|docker|sudo|curl|wget|rm|oc|k3s|systemctl|bash|sh)\s+-*[a-z]/i.test(bare) ||
    /(?:^|\s)--?[a-z][a-z-]+/.test(bare) ||
    /\$\(|&&|\|\|/.test(bare)
    ? 'it holds a command that is not one of the next steps'
    : undefined
}

/** Each word is plain English, or one of the evidence's. */
function words(sentence: string, { own, strangers }: Ground): string | undefined {
  for (const token of tokensOf(sentence.replaceAll(MARKS, ' '))) {
    if (/^\d+(?:\.\d+)?%?$/.test(token) || own.hasToken(token) || strangers.hasToken(token)) continue
    if (isClock(token, own, strangers)) continue
    const parts = token.split(/[/]/)
    if (parts.length > 1 && parts.every((part) => own.hasToken(part)) && own.text.includes(token)) continue
    const isName = /[\d_.:/@]/.test(token) || (token.includes('-') && !token.split('-').every((part) => isPlainWord(part)))
    if (isName) return `\`${token}\` is not in the evidence`
    if (!isPlainWord(token) && !own.hasStem(token) && !strangers.hasStem(token) && !NUMBER_WORDS.has(token))
      return `\`${token}\` is not in the evidence`
  }
  return undefined
}

/** `18:11` of `18:11:54`, `18:11z`. */
function isClock(token: string, own: SupportedText, strangers: SupportedText): boolean {
  const clock = /^(?:\d{4}-\d{2}-\d{2}t)?(\d{1,2}:\d{2}(?::\d{2})?)z?$/.exec(token)?.[1]
  return (
    clock !== undefined &&
    [...own.tokens, ...strangers.tokens].some((known) => known === clock || known.startsWith(`${clock}:`) || known.includes(`t${clock}`))
  )
}

const NUMBER_WORDS: ReadonlyMap<string, string> = new Map([
  ['two', '2'],
  ['three', '3'],
  ['four', '4'],
  ['five', '5'],
  ['six', '6'],
  ['seven', '7'],
  ['eight', '8'],
  ['nine', '9'],
  ['ten', '10'],
  ['dozen', '12'],
  ['zero', '0'],
  ['twice', '2'],
  ['thrice', '3'],
  ['hundred', '100'],
  ['thousand', '1000'],
  ['eleven', '11'],
  ['twelve', '12'],
  ['twenty', '20'],
  ['thirty', '30'],
])

/** A number stands in the evidence, beside something that the sentence has beside it, too. */
function numbers(sentence: string, { own, strangers }: Ground): string | undefined {
  const tokens = tokensOf(sentence.replaceAll(MARKS, ' '))
  for (const [place, token] of tokens.entries()) {
    const number = NUMBER_WORDS.get(token) ?? token
    if (!/^\d+(?:\.\d+)?%?$/.test(number)) continue
    const beside = [own.beside(number), strangers.beside(number)].filter((stems) => stems !== undefined)
    if (beside.length === 0) return `the number ${token} is not in the evidence`
    const near = tokens.slice(Math.max(0, place - 4), place + 5).filter((word) => word !== token && !isFunctionWord(word))
    if (near.length > 0 && !near.some((word) => beside.some((stems) => stems.has(stemOf(word)))))
      return `the number ${token} means something else in the evidence`
  }
  return undefined
}

function otherObjects(sentence: string, { otherNames, own }: Ground): string | undefined {
  const other = tokensOf(sentence).find((token) => otherNames.has(token) && !own.hasToken(token) && !isPlainWord(token))
  return other === undefined ? undefined : `${other} is another object`
}

const WELL =
  /\b(?:healthy|fine|well|ok|okay|good|normal|normally|correctly|properly|successful|successfully|no (?:problems?|issues?|errors?|incidents?)|nothing (?:is )?wrong|working|works|resolved|recovered|stable|up and running|as expected|available|solved)\b/i
const ILL =
  /\b(?:fail\w*|broken|crash\w*|unhealthy|down|problem\w*|issue\w*|trouble|error\w*|wrong|outage|stuck|unavailable|incident\w*|unable|cannot|can't)\b/i
const DENIED = /\b(?:not|no|never|isn't|aren't|nothing|without|n't|neither|none|unless|until|un\w+)\b/i

/** What is broken is not told as well, and what is well not as broken. */
function health(sentence: string, { isIll, isWell, own }: Ground): string | undefined {
  for (const clause of clausesOf(sentence)) {
    const well = WELL.exec(clause)?.[0].toLowerCase()
    if (!isWell && well !== undefined && (/^(?:no|nothing)\b/.test(well) || !DENIED.test(clause)) && !own.text.includes(well))
      return isIll ? 'it calls well what is broken' : 'it calls well what nobody looked at so'
    const ill = ILL.exec(clause)?.[0].toLowerCase()
    if (!isIll && ill !== undefined && !DENIED.test(clause) && !own.text.includes(ill)) return 'it calls broken what is well'
  }
  return undefined
}

/** What the evidence denies is not said, and what it says is not denied. */
function polarity(sentence: string, { own, strangers }: Ground): string | undefined {
  for (const clause of clausesOf(sentence.replaceAll(MARKS, ' '))) {
    const tokens = tokensOf(clause)
    const negated = negatedIn(tokens)
    for (const [place, token] of tokens.entries()) {
      if (isFunctionWord(token) || /[\d/:.-]/.test(token) || !own.hasStem(token)) continue
      const isNegated = negated[place] === true
      if (own.contradicts(token, isNegated) && !(strangers.hasStem(token) && !strangers.contradicts(token, isNegated)))
        return `the evidence says the contrary of “${token}”`
    }
  }
  return undefined
}

const NEUTRAL = new Set(['deployment', 'container', 'pod', 'image', 'cluster', 'utc', 'namespace', 'service', 'node'].map(stemOf))

/** What is said of an image, an address or a time is what the evidence says of that one, and not of another. */
function connection(sentence: string, { own, strangers }: Ground): string | undefined {
  for (const clause of clausesOf(sentence.replaceAll(MARKS, ' '))) {
    const tokens = tokensOf(clause)
    for (const token of tokens.filter(isExact)) {
      const said = [own.saidOf(token), strangers.saidOf(token)].filter((stems) => stems !== undefined)
      if (said.length === 0) continue
      const foreign = tokens.find(
        (one) => !isFunctionWord(one) && !NEUTRAL.has(stemOf(one)) && own.hasStem(one) && !said.some((stems) => stems.has(stemOf(one))),
      )
      if (foreign !== undefined) return `the evidence does not say “${foreign}” of ${token}`
    }
  }
  return undefined
}

const CAUSAL =
  /\b(?:because(?: of)?|due to|caused by|as a result of|result(?:s|ed|ing)? (?:of|from)|owing to|(?:root )?cause (?:of .{1,60} )?(?:is|was)|reason (?:for .{1,60} )?(?:is|was)|since|stems? from|triggered by|responsible for|leads? to|led to|caus(?:es|ed|ing))\b/i

/** What is told as a cause is one. */
function causality(sentence: string, { causes, own }: Ground): string | undefined {
  const match = CAUSAL.exec(sentence)
  if (match === null) return undefined
  const isBefore = /\b(?:leads?|led|causes|caused|causing|responsible)\b/i.test(match[0]) && !/by$/i.test(match[0])
  const clause = isBefore ? sentence.slice(0, match.index) : sentence.slice(match.index + match[0].length)
  const told = tokensOf(clause.replaceAll(MARKS, ' ')).filter((token) => !isFunctionWord(token) && !/^e\d+$/.test(token))
  if (told.length === 0) return undefined
  // "since 18:11:54" is a time, not a cause.
  if (/^since$/i.test(match[0]) && /^\d/.test(told[0] ?? '') && own.hasToken(told[0] ?? '')) return undefined
  const known = told.filter((token) => causes.hasToken(token) || causes.hasStem(token))
  return known.length / told.length < 0.7 ? 'it names a cause that is not the one found' : undefined
}

const ADVICE =
  /\b(?:should|must|ought|need(?:s)? to|have to|has to|try|consider|recommend\w*|suggest\w*|ensure|make sure|you can|you may|to (?:fix|resolve|solve|mend|repair|address)|please|advis\w+|would help|it is necessary|next steps?|fix (?:this|it)|can be (?:fixed|resolved|solved))\b/i
const IMPERATIVE =
  /^(?:[-*\d.\s]*)(?:check|run|delete|remove|restart|update|verify|increase|decrease|reduce|scale|edit|apply|use|create|add|change|set|go|roll|read|look|contact|open|install|upgrade|replace|wait|stop|start|kill|drain|see|mend|undo|execute|call|visit|send|disable|enable|grant)\b/i

/** What to do is one of the next steps. */
function advice(sentence: string, { steps }: Ground): string | undefined {
  if (!ADVICE.test(sentence) && !IMPERATIVE.test(sentence)) return undefined
  const told = tokensOf(sentence.replaceAll(MARKS, ' ').replaceAll(new RegExp(ADVICE.source, 'gi'), ' ')).filter(
    (token) => !isFunctionWord(token),
  )
  if (told.length === 0) return 'it advises nothing'
  const known = told.filter((token) => steps.hasToken(token) || steps.hasStem(token))
  return known.length / told.length < 0.7 ? 'it advises what is not one of the next steps' : undefined
}

const ATTRIBUTED =
  /\b(?:logs?|logged|wrote|writes|events?|reported|reports|messages?|says|said|states|stated|shows|printed|output|errors?|warnings?)\b/i

/** What only a stranger wrote is told as what was written. */
function hearsay(sentence: string, { own, strangers }: Ground): string | undefined {
  const foreign = tokensOf(sentence.replaceAll(MARKS, ' ')).filter(
    (token) => !isPlainWord(token) && !own.hasStem(token) && !own.hasToken(token) && strangers.hasStem(token),
  )
  return foreign.length > 2 && !ATTRIBUTED.test(sentence) ? 'it tells as a fact what only a log or an event says' : undefined
}

const LEAST_CONTENT = 2

/** A sentence says something that the evidence says; what strangers wrote counts where it is told as theirs. */
function content(sentence: string, { own, strangers }: Ground): string | undefined {
  const isAttributed = ATTRIBUTED.test(sentence)
  const isTold = (token: string): boolean => own.hasStem(token) || (isAttributed && strangers.hasStem(token))
  const telling = new Set(
    tokensOf(sentence.replaceAll(MARKS, ' '))
      .filter((token) => !isFunctionWord(token) && isTold(token))
      .map(stemOf),
  )
  return telling.size < LEAST_CONTENT ? 'it says nothing of the evidence' : undefined
}
