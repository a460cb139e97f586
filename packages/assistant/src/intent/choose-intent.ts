import type { Intent } from '@aks-copilot/contracts'
import { CUES } from './intent-cues.ts'
import { kindsOfWord } from './kind-words.ts'

/** What else is known of a question when its intent is chosen. */
export interface Hints {
  /** It names objects, existing or not. */
  readonly names: boolean
  readonly kinds: boolean
  /** It names an article, a rule or a detector. */
  readonly topic: boolean
  readonly span: boolean
  /** Something is broken. */
  readonly ill: boolean
  /** Its words are ones that are said of clusters. */
  readonly domain: boolean
}

export interface Choice {
  readonly intent: Intent
  /** How clearly the words said so; 0: nothing did. */
  readonly weight: number
  /** Others that the words could mean, best first. */
  readonly others: readonly Intent[]
}

/** The order in which equals are decided: what is asked for most exactly first. */
const ORDER: readonly Intent[] = [
  'help',
  'compare',
  'who-uses',
  'forecast',
  'what-changed',
  'logs',
  'events',
  'how-to-fix',
  'why-broken',
  'resources',
  'listing',
  'explain',
  'status',
  'out-of-scope',
]

/** What a question asks for, by its words. `plain` is plainText of it without names and times. */
export function chooseIntent(plain: string, hints: Hints): Choice {
  const weights = new Map<Intent, number>()
  for (const [intent, weight, pattern] of CUES)
    if (pattern.test(plain)) weights.set(intent, Math.max(weights.get(intent) ?? 0, weight) + (weights.has(intent) ? 1 : 0))
  adjustToHow(weights, plain, hints)
  if (hints.ill) adjustToTrouble(weights, plain, hints)
  adjust(weights, plain, hints)
  const ranked = [...weights]
    .filter(([, weight]) => weight > 0)
    .toSorted(([left, leftWeight], [right, rightWeight]) => rightWeight - leftWeight || ORDER.indexOf(left) - ORDER.indexOf(right))
  const [best] = ranked
  if (best !== undefined) return { intent: best[0], weight: best[1], others: ranked.slice(1).map(([intent]) => intent) }
  return { intent: fallback(plain, hints), weight: 0, others: [] }
}

function fallback(plain: string, { names, kinds, topic, span, domain }: Hints): Intent {
  // "pods of web?"
  if (names && kinds && (/^(?:which|what|welche\w*|quel\w*|cuales|que|quais)\b/.test(plain) || isKindOf(plain))) return 'listing'
  if (names) return 'status'
  if (kinds) return 'listing'
  if (span) return 'what-changed'
  if (topic) return 'explain'
  // Words of the trade that say nothing clear ask how things stand.
  return domain ? 'status' : 'out-of-scope'
}

function isKindOf(plain: string): boolean {
  const [, kind = ''] = /^(?:the |all |my |our )?(\S+) (?:of|in|on|for|from|von|de|del|du|des) ·\W*$/u.exec(plain) ?? []
  return kindsOfWord(kind).length > 0
}

/** "how do I" asks what to do with what is named, else how it is done at all. */
function adjustToHow(weights: Map<Intent, number>, plain: string, { names }: Hints): void {
  // "how do I turn web on again" asks what to do with that.
  if (
    names &&
    /\bhow (?:do|can|would|should) (?:i|we)\b(?! (?:know|see|find out|tell|use|read|set ?up|migrate|connect|configure))/.test(plain)
  )
    weights.set('how-to-fix', Math.max(8, weights.get('how-to-fix') ?? 0))
  if (!names && /^how (?:to|do (?:i|you|we)|can i|should i) (?:set|use|define|configure|enable|write)\b/.test(plain))
    weights.set('explain', 11)
}

/** What words mean where something is broken. */
function adjustToTrouble(weights: Map<Intent, number>, plain: string, { topic }: Hints): void {
  // "is it the image or the registry?"
  if (/^(?:so )?is (?:it|this|that|the)\b.*\bor\b/.test(plain)) weights.set('why-broken', 12)
  // "is the new image the culprit?", "image not found"
  if (
    !topic &&
    /\b(?:culprit|fault|blame|guilty|not found|can'?t|cannot|unable|fail\w*)\b/.test(plain) &&
    /\bimages?\b/.test(plain) &&
    !/\b(?:which|what|list)\b/.test(plain)
  )
    weights.set('why-broken', 16)
  if (/\b(?:when did|since when|seit wann|depuis quand|desde cuando)\b/.test(plain) && weights.size === 0) weights.set('why-broken', 6)
  // What is missing where something is broken is what it is broken by.
  if (
    /\b(?:missing|absent|lacking|fehlt|fehlen|fehlende\w*|manque\w*|falta\w*|does ?n[o']t exist)\b(?! (?:any |a |the )?(?:cpu |memory )?(?:limits?|requests?|probes?|readiness|liveness))/.test(
      plain,
    )
  )
    weights.set('why-broken', 12)
}

/** What the words mean depends on what stands beside them. */
function adjust(weights: Map<Intent, number>, plain: string, { names, kinds, topic, ill }: Hints): void {
  const add = (intent: Intent, weight: number): void => {
    const known = weights.get(intent)
    if (known !== undefined) weights.set(intent, known + weight)
  }
  // "what is cart" asks how it is; "what is a PodDisruptionBudget" what the word means.
  if (names && !topic) {
    if (/\b(?:explain|mean(?:s|ing)?|definition|bedeutet|erklar\w*|expli\w+|signifi\w+)\b/.test(plain)) add('explain', -4)
    else weights.delete('explain')
  }
  // "what is the pod limit" asks of these pods, "what is a pod" of the word.
  if (kinds && !topic && /\b(?:what|which)(?:'s| is| are) (?:the|my|our|these|this)\b/.test(plain)) add('explain', -6)
  if (topic) add('explain', 3)
  // "which secret changed" wants a change, "which image does web use" an image, "which pods mount it" who mounts.
  if (/\b(?:changed|modified|touched|edited|updated|deleted|removed)\b/.test(plain)) add('what-changed', 4)
  if (names && /\bimages?\b/.test(plain)) weights.set('listing', Math.max(9, (weights.get('listing') ?? 0) + 6))
  if (/\b(?:when|wann|quand|cuando|quando)\b/.test(plain)) add('forecast', 3)
  // "it hangs, I think it is the disk" wants the cause.
  if (/\b(?:hangs?|stuck|crash\w*|fails?|failing|cannot|can'?t|no space|errors?)\b/.test(plain)) add('why-broken', 3)
  if (
    names &&
    /\b(?:mounts?|mounting|references?|uses?|depends?|calls?|affected|reads?)\b/.test(plain) &&
    !/\bimages?\b/.test(plain) &&
    !weights.has('resources')
  )
    add('who-uses', 4)
  // Where something is broken, "how do I create the missing secret" asks how to mend that.
  if (
    ill &&
    /\bhow (?:do|can|to|should|would)\b(?: i| we)? ?(?:create|grant|allow|add|set|give|increase|raise|change|remove|expose|unblock|correct|provide)\b/.test(
      plain,
    ) &&
    (names || /\b(?:missing|it|this|that|them)\b/.test(plain))
  )
    weights.set('how-to-fix', 12)
  // "why do pods not start" wants a cause, "which pods are failing" a list.
  if (/\b(?:which|list|show|how many|count|welche|wie viele|quels?|cuales|quais)\b|哪些|多少/u.test(plain) && kinds) add('listing', 3)
  // "which pods use the most memory" wants amounts; "which pods have no memory limit" a list.
  if (
    /\b(?:most|top|highest|least|usage|use[sd]?|using|consum\w*|utili[sz]\w*|usa|verbrauch\w*|utilise\w*)\b|使用|占用/u.test(plain) &&
    !/\b(?:without|no|missing)\b/.test(plain)
  )
    add('resources', 5)
  if (/\bwhy\b|\bwarum\b|\bwieso\b|\bpourquoi\b|\bpor ?que\b|为什么|为何/u.test(plain)) add('why-broken', 3)
  if (/\b(?:logs?)\b|日志/u.test(plain)) add('logs', 1)
}
