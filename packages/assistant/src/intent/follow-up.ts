import type { Answer, Conversation, Intent, LiveReference } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import { kindsOfWord } from './kind-words.ts'
import { plainText, questionWords } from './question-words.ts'

/** What a question takes over from the one before it. */
export interface FollowUp {
  readonly objects: readonly LiveReference[]
  /** Where the words name none of their own: `and cart?` asks the same of cart. */
  readonly intent: Intent
  /** Kinds that the question before named. */
  readonly kinds: readonly string[]
  readonly namespace: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly note: string | undefined
  /** What was asked before, in plain text. */
  readonly said: string
}

const POINTS_BACK =
  /\b(?:it|its|it's|these|those|they|them|their|the same|same one|davon|dessen|dazu|leurs?|cela|isso|eso|dele|dela|sus?|seus?|suas?)\b|\b(?:before|after|about|of|is|was|does|did|why|since|than|with|for|fix|do|to|uses?|caused|changed|explain|show) (?:that|this)(?: one)?\b(?! [a-z]{3,}(?:ing|ed)\b)|\b(?:this|that) (?:pod|deployment|service|one|node|error|problem|incident|change|job|app|container|volume)\b|^(?:that|this)\b|\b(?:that|this|there)\W*$|\bothers?\b|它|这个|那个|其/u
const ORDINALS: readonly (readonly [RegExp, number])[] = [
  [/\b(?:first|1st|erste[nrs]?|premiere?|primer[oa]?|primeir[oa])\b(?: one)?|第一/u, 0],
  [/\b(?:second|2nd|other|zweite[nrs]?|andere[nrs]?|deuxieme|segund[oa]|otr[oa]|outr[oa])\b(?: one)?|第二/u, 1],
  [/\b(?:third|3rd|dritte[nrs]?|troisieme|tercer[oa]?|terceir[oa])\b(?: one)?|第三/u, 2],
  [/\b(?:last one|letzte[nrs]?|derniere?|ultim[oa])\b/u, -1],
]
const CONTINUES =
  /^(?:and|but|or|what about|how about|then|so|also|ok,?|und|aber|et|mais|y|e|那)\b|^(?:why|how|since when|when|who|warum|wieso|pourquoi|por que|logs?|events?|details?|more|mehr)\W*$/u

/** Whether a question leans on what was asked before. */
function leansBack(plain: string): boolean {
  return CONTINUES.test(plain) || POINTS_BACK.test(plain) || ordinalOf(plain) !== undefined
}

function ordinalOf(plain: string): number | undefined {
  const isOfRest = /\b(?:second|first|third|last) (?:time|replica|container|hour|minute|revision|deploy\w*|rollout|change)/.test(plain)
  return isOfRest ? undefined : ORDINALS.find(([pattern]) => pattern.test(plain))?.[1]
}

/** What the question before asked about; undefined where there is none, or the question stands for itself. */
export function followUp(plain: string, conversation: Conversation | undefined): FollowUp | undefined {
  const last = conversation?.turns.at(-1)?.answer
  if (last === undefined || !leansBack(plain)) return undefined
  const ordinal = ordinalOf(plain)
  const objects = ordinal === undefined ? subjectsOf(last, conversation) : chosen(last, ordinal)
  const { namespace, from, to } = last.understood
  return {
    objects,
    intent: last.intent,
    kinds: questionWords(last.question)
      .flatMap(({ plain: word }) => kindsOfWord(word))
      .filter((kind) => kind !== 'Namespace'),
    namespace,
    from,
    to,
    said: plainText(last.question),
    note: objects.length === 0 ? undefined : `${said(plain)} → ${objects.slice(0, 3).map(describeObject).join(', ')}`,
  }
}

function said(plain: string): string {
  return plain
    .split(' ')
    .slice(0, 4)
    .join(' ')
    .replace(/[?!.]$/, '')
}

/** What the last answer was about: the objects asked for, else the causes it told, else what the answer before was about. */
function subjectsOf(last: Answer, conversation: Conversation | undefined): readonly LiveReference[] {
  if (last.understood.objects.length > 0) return last.understood.objects
  const causes = last.incidents.map(objectOfFingerprint).filter((object) => object !== undefined)
  if (causes.length > 0) return causes
  const before = conversation?.turns.findLast(({ answer }) => answer.understood.objects.length > 0 || answer.incidents.length > 0)?.answer
  if (before === undefined || before === last) return []
  return before.understood.objects.length > 0 ? before.understood.objects : subjectsOf(before, undefined)
}

function chosen(last: Answer, ordinal: number): readonly LiveReference[] {
  const causes = last.incidents.map(objectOfFingerprint).filter((object) => object !== undefined)
  const cited = [
    ...new Map(
      last.citations.flatMap((citation) =>
        citation.kind === 'article' ? [] : [[describeObject(citation.object), citation.object] as const],
      ),
    ).values(),
  ]
  const several = [causes, last.understood.objects, cited].find((list) => list.length > 1) ?? causes
  const object = several.at(ordinal)
  return object === undefined ? [] : [object]
}

/** The cause's object in a fingerprint: `detector:Kind/namespace/name:part`. */
function objectOfFingerprint(fingerprint: string): LiveReference | undefined {
  const [kind, second, third] = fingerprint.split(':')[1]?.split('/') ?? []
  if (kind === undefined || second === undefined) return undefined
  return third === undefined || third === ''
    ? { kind, name: second }
    : { kind, ...(second === '' ? {} : { namespace: second }), name: third }
}
