/** What a list is narrowed to, and how it is sorted. */
export interface Filters {
  /** true: only what is not as it should be; false: only what is. */
  readonly ill: boolean | undefined
  /** Restarts, more than this. */
  readonly restartsOver: number | undefined
  /** A state of pods: `CrashLoopBackOff`, `Pending`. */
  readonly state: string | undefined
  /** Only without: limits, requests, probes. */
  readonly without: 'limits' | 'requests' | 'readinessProbe' | 'livenessProbe' | undefined
  readonly order: 'newest' | 'oldest' | 'restarts' | undefined
  readonly images: boolean
  readonly scaledToZero: boolean
  readonly unused: boolean
  /** What can be reached from outside of the cluster. */
  readonly exposed: boolean
  /** Made in the time that is asked about. */
  readonly isBorn: boolean
  /** Services that lead to no pod that is ready. */
  readonly endless: boolean
  /** Workloads whose newest rollout is not done. */
  readonly unrolled: boolean
  readonly isCount: boolean
  /** At most so many: `top 3`. */
  readonly most: number | undefined
}

/** In plain text, with the word that `podState` says. */
const STATES: readonly (readonly [RegExp, string])[] = [
  [/\bcrash ?loop(?:backoff|ing|s)?\b|\bcrash(?:ing|es|ed)?\b/, 'CrashLoopBackOff'],
  [/\bimage ?pull(?:backoff)?\b|\berrimagepull\b/, 'ImagePullBackOff'],
  [/\boom ?killed\b/, 'OOMKilled'],
  [/\bpending\b|\bunscheduled\b/, 'Pending'],
  [/\bevicted\b/, 'Evicted'],
  [/\bterminat(?:ing|ed)\b/, 'Terminating'],
  [/\b(?:completed|succeeded|finished)\b/, 'Succeeded'],
]
const OVER =
  /\brestart(?:s|ed)?\b(?: count)?\s*(?:is |are |was |of |more than|over|above|greater than|at least|mehr als|plus de|>=?|≥)+\s*(\d+)|\b(?:more than|over|at least|mehr als|plus de|mas de|mais de|>=?)\s*(\d+)\s*(?:times|restarts?|x|neustarts?|reinicios?|redemarrages?)/u
const AT_LEAST = /at least|>=|≥/

const ROLLOUT = String.raw`(?:rollouts?|revisions?|templates?)`
/** "not on the newest rollout", "still rolling out", "unfinished rollouts". */
const UNROLLED = [
  String.raw`\b(?:not|never|behind|\w+n'?t)\b.{0,20}\b(?:newest|latest|current|last)\b.{0,12}\b${ROLLOUT}\b`,
  String.raw`\bstill (?:being |are |is )?(?:rolling out|rolled out)\b`,
  String.raw`\b(?:old(?:er)?|previous|unfinished|incomplete|pending|ongoing) ${ROLLOUT}\b`,
  String.raw`\b(?:not|never|\w+n'?t)\b.{0,12}\b(?:finish(?:ed)?|done|completed?|through)\b.{0,16}\b(?:rolling out|rollouts?)\b`,
  String.raw`\brollouts?\b.{0,16}\b(?:not|never|\w+n'?t)\b.{0,12}\b(?:finish(?:ed)?|done|completed?|through)\b|\bmid[- ]rollout\b`,
].map((pattern) => new RegExp(pattern))

export function readFilters(plain: string): Filters {
  const unrolled = UNROLLED.some((pattern) => pattern.test(plain))
  const over = OVER.exec(plain)
  const bound = over === null ? undefined : Number(over[1] ?? over[2])
  const top = /\b(?:top|first|last|latest|newest|oldest)\s+(\d{1,2})\b/.exec(plain)?.[1]
  return {
    ill: unrolled ? undefined : illness(plain),
    restartsOver:
      bound === undefined
        ? /\b(?:restarted|that restart|have restart(?:s|ed)|how many restarts|any restarts|restarts today|with restarts|are restarting|keep restarting)\b/.test(
            plain,
          )
          ? 0
          : undefined
        : AT_LEAST.test(over?.[0] ?? '')
          ? bound - 1
          : bound,
    state: STATES.find(([pattern]) => pattern.test(plain))?.[1],
    without: without(plain),
    order: unrolled ? undefined : orderOf(plain),
    images: /\bimages?\b|\bimagen(?:es)?\b|\bimagens?\b|镜像/u.test(plain),
    scaledToZero: /\b(?:scaled (?:to zero|to 0|down)|zero replicas|0 replicas|no replicas)\b/.test(plain),
    unused: /\b(?:unused|not used|nobody uses|orphan(?:ed)?|unreferenced)\b/.test(plain),
    exposed: /\b(?:exposed?|exposing|public(?:ly)?|from (?:the )?outside|to the outside|internet|externally)\b/.test(plain),
    isBorn: /\b(?:created|started|launched|new|born|came up|neu|erstellt|creados?|crees?)\b/.test(plain),
    endless:
      /\b(?:no|without|zero|missing|0|keine|sans|sin) (?:ready |working |any )?(?:endpoints?|backends?|endpunkte)\b|\b(?:no|without) pods behind\b/.test(
        plain,
      ),
    unrolled,
    isCount: /\b(?:how many|number of|count|wie viele?|combien|cuant[oa]s|quant[oa]s)\b|多少|几个/u.test(plain),
    most: top === undefined ? undefined : Number(top),
  }
}

function illness(plain: string): boolean | undefined {
  if (
    /\b(?:not (?:ready|running|healthy|working|available|ok|bound)|un(?:healthy|ready|available|bound|schedulable)|fail(?:s|ed|ing)|broken|down|ill|bad|wrong|degraded|problematic|kaputt|nicht (?:bereit|laufen)|pas prets?|no (?:listos?|estan listos)|quebrad\w+|isn'?t ready|aren'?t ready|with (?:problems|errors|issues)|not|nicht|ne \w+ pas|no (?:corren|funcionan|arrancan|rodam|funcionam))\b|失败|未就绪|异常/u.test(
      plain,
    )
  )
    return true
  return /\b(?:ready|running|healthy|available|bound|up|working)\b/.test(plain) ? false : undefined
}

function without(plain: string): Filters['without'] {
  const match =
    /\b(?:without|no|missing|lack(?:s|ing)?|don'?t have|do not have|ohne|sans|sin|sem)\s+(?:any |a |set )?(?:cpu |memory |resource )?(limits?|requests?|readiness|liveness|probes?)/.exec(
      plain,
    )?.[1]
  if (match === undefined) return undefined
  if (match.startsWith('limit')) return 'limits'
  if (match.startsWith('request')) return 'requests'
  return match.startsWith('live') ? 'livenessProbe' : 'readinessProbe'
}

function orderOf(plain: string): Filters['order'] {
  if (/\b(?:newest|youngest|latest|most recent|last (?:created|started)|neueste\w*|recien\w*|plus recents?)\b|最新/u.test(plain))
    return 'newest'
  if (/\b(?:oldest|longest running|alteste\w*|plus anciens?|mas antigu\w+|mais antig\w+)\b|最旧/u.test(plain)) return 'oldest'
  return /\b(?:most restarts|restarts? most|by restarts|restarted most)\b/.test(plain) ? 'restarts' : undefined
}
