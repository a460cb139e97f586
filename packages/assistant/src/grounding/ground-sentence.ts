import { isFunctionWord, isPlainWord, stemOf } from './plain-english.ts'
import { bearOut, type BorneOut, type Subject } from './bear-out.ts'
import type { Statement } from './statement.ts'
import { clausesOf, type SupportedText, tokensOf } from './supported-text.ts'

/** What sentences are held against. */
export interface Ground {
  /** What we say ourselves: headline, causes, changes, states, names. */
  readonly own: SupportedText
  /** What strangers wrote: log lines, events. */
  readonly strangers: SupportedText
  /** The same, one thing at a time. */
  readonly statements: readonly Statement[]
  /** Kinds beside the names that they have here: `deployment web`. */
  readonly kinds: ReadonlyMap<string, ReadonlySet<string>>
  readonly commands: readonly string[]
  /** What stands above the prose already. */
  readonly headline: string
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

/** Whether a sentence is borne out by the evidence. `before`: what was spoken of before it; a sentence that names nothing is about the same. */
export function groundSentence(sentence: string, ground: Ground, before: Subject): BorneOut {
  for (const judge of JUDGES) {
    const why = judge(sentence, ground)
    if (why !== undefined) return { ok: false, why }
  }
  return bearOut(claimOf(sentence, ground), statementsFor(sentence, ground), before, ground.kinds)
}

/** Without marks, code quotes and commands, which are judged by themselves. */
function claimOf(sentence: string, { commands: known }: Ground): string {
  return sentence
    .replaceAll(/\s*\[E\d+\]/g, '')
    .replaceAll(CODE, (_, code: string) => (known.includes(code.trim()) ? ' ' : code))
    .replace(NEXT_STEP, '')
    .replace(/[.!…]+\s*$/, '')
}

const NEXT_STEP = /^(?:the )?next steps?(?: is| would be)?(?: to)?:? /i

/** What to do is one of the next steps, and no step is told as done; what strangers wrote is told as theirs. */
function statementsFor(sentence: string, { statements }: Ground): readonly Statement[] {
  const told = sentence.replaceAll(CODE, ' ')
  if (NEXT_STEP.test(sentence) || ADVICE.test(told) || IMPERATIVE.test(told))
    return statements.filter(({ role }) => role === 'step' || role === 'article')
  const isAttributed = ATTRIBUTED.test(told)
  return statements.filter(({ role }) => role !== 'step' && (role !== 'stranger' || isAttributed))
}

type Judge = (sentence: string, ground: Ground) => string | undefined

const JUDGES: readonly Judge[] = [form, speaker, citations, commands, otherObjects, health, kinds, hearsay, content]

const MARKS = /\[E\d+\]/g
const CODE = /`([^`]+)`/g

/** A sentence of prose, not markup, links or half of something. */
function form(sentence: string): string | undefined {
  if (/:\/\/|\]\(|www\.|mailto:|<[a-z!/]|```|!\[/i.test(sentence)) return 'it holds a link or markup'
  if (sentence.length > 500) return 'it does not end'
  if (/^[a-z]+ /.test(sentence) || isUneven(sentence) || OPEN_END.test(sentence)) return 'it is half of something'
  if (/[\p{Cc}\p{Cf}]/u.test(sentence)) return 'it holds control characters'
  // Any other script has no words that could be held against the evidence.
  return /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(sentence) ? 'it is in another script' : undefined
}

const OPEN_END = /\b(?:at|of|by|in|to|from|for|with|the|a|an|is|was|are|and|or|because|since|says)[:,]?\s*(?:\[E\d+\]\s*)*\.?$/i

function isUneven(sentence: string): boolean {
  const count = (mark: string): number => sentence.split(mark).length - 1
  return count('(') !== count(')') || count('`') % 2 === 1
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

/** A name stands beside the kind that it has: no Service is told as a Deployment. */
function kinds(sentence: string, { kinds: known }: Ground): string | undefined {
  const tokens = tokensOf(sentence.replaceAll(MARKS, ' '))
  for (const [place, token] of tokens.entries()) {
    const own = known.get(token)
    const kind = tokens[place - 1] ?? ''
    if (own !== undefined && !isPlainWord(token) && KINDS.has(kind) && !own.has(kind)) return `there is no ${kind} ${token} in the evidence`
  }
  return undefined
}

/** Words for kinds, in small letters. */
export const KINDS: ReadonlySet<string> = new Set(
  `pod deployment service container namespace node job cronjob statefulset daemonset replicaset ingress configmap secret image registry volume
   persistentvolumeclaim persistentvolume claim horizontalpodautoscaler poddisruptionbudget networkpolicy serviceaccount role rolebinding`.split(
    /\s+/,
  ),
)

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

const ADVICE =
  /\b(?:should|must|ought|need(?:s)? to|have to|has to|try|consider|recommend\w*|suggest\w*|ensure|make sure|you can|you may|to (?:fix|resolve|solve|mend|repair|address)|please|advis\w+|would help|it is necessary|next steps?|fix (?:this|it)|can be (?:fixed|resolved|solved))\b/i
const IMPERATIVE =
  /^(?:[-*\d.\s]*)(?:check|run|delete|remove|restart|update|verify|increase|decrease|reduce|scale|edit|apply|use|create|add|change|set|go|roll|read|look|contact|open|install|upgrade|replace|wait|stop|start|kill|drain|see|mend|undo|execute|call|visit|send|disable|enable|grant|select|compare|raise|give|mend|name|make|let|turn|free|ask|allow|put|try|fix|correct|deploy|redeploy|reschedule|force|rebuild|push|pull|mount|label|expose|patch|rollback|revert|investigate|review|inspect|monitor|confirm|validate|test|avoid|don't|do not|never)\b/i

const ATTRIBUTED =
  /\b(?:logs?|logged|wrote|writes|events?|reported|reports|messages?|says|said)\b.*\b(?:says|said|states?|wrote|writes|reports?|reported|logged|that)\b|\b(?:wrote|writes|said|says|reported|logged)\b/i

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
