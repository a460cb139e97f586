/** Words that say nothing of whose cluster it is; without them a model would not understand what it reads. */
const PUBLIC = new Set(['default', 'kube-system', 'kube-public', 'kube-node-lease', 'kubernetes', 'localhost'])

/** Registries and API groups that everybody uses. */
const PUBLIC_HOSTS =
  /(?:^|\.)(?:k8s\.io|kubernetes\.io|docker\.io|mcr\.microsoft\.com|quay\.io|ghcr\.io|gcr\.io|openshift\.io|cert-manager\.io)$/i

const KINDS = ['name', 'host', 'address', 'image', 'mail', 'id'] as const
type Kind = (typeof KINDS)[number]

/** payments-db.shop.svc.cluster.local: each part is a name of its own. */
const CLUSTER_HOST = /^(.+?)(\.(?:svc|pod)(?:\.cluster\.local)?)$/

/** batch/v1, networking.k8s.io/v1beta1 */
const API_VERSION = /\/v\d+(?:(?:alpha|beta)\d+)?$/

/** What a pseudonym looks like, wherever a model put it: also at the beginning of a sentence. */
const PSEUDONYM = new RegExp(String.raw`(?<![A-Za-z0-9])(?:${KINDS.join('|')})-[0-9]+x(?![A-Za-z0-9])`, 'gi')

// Every part is bounded: a line of a log may be long, and made by a stranger.
const LABEL = String.raw`[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?`
const IMAGE = String.raw`(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,18}(?::\d{2,5})?\/[a-z0-9][a-z0-9._\/-]{0,200}[a-z0-9]`
const MAIL = String.raw`[A-Za-z0-9._%+-]{1,64}@${LABEL}(?:\.${LABEL}){1,8}`
const UUID = String.raw`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`
const IPV6 = String.raw`(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{1,4}:){1,6}:(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4})*)?`
const IPV4 = String.raw`(?:\d{1,3}\.){3}\d{1,3}`
const HOST = String.raw`(?:${LABEL}\.){1,10}[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]`

const PATTERNS = new RegExp(
  `(?<![A-Za-z0-9])(?:(?<mail>${MAIL})|(?<image>${IMAGE})|(?<id>${UUID})|(?<address>${IPV4}|${IPV6})|(?<host>${HOST}))(?![A-Za-z0-9])`,
  'g',
)

/** As many are kept; the oldest of a long conversation are then spoken of by new pseudonyms. */
const MOST = 50_000

/**
 * Replaces names by pseudonyms, always the same for the same name, and puts the names back. Names are known from the cluster; addresses,
 * hosts, images, mail addresses and ids are recognised by their form.
 */
export class Pseudonyms {
  readonly #byName = new Map<string, string>()
  readonly #byPseudonym = new Map<string, string>()
  readonly #counts = new Map<Kind, number>()

  /** A matcher of these names, to be used for all texts of one request. */
  matcher(names: Iterable<string>): NameMatcher {
    return new NameMatcher(names)
  }

  hide(text: string, matcher: NameMatcher): string {
    // What looks like a pseudonym already is a name, too; else it would come back as another.
    const masked = text.replaceAll(PSEUDONYM, (word) => this.#pseudonymOf(word, 'name'))
    return this.#outside(masked, (piece) =>
      this.#outside(
        piece.replaceAll(PATTERNS, (...args) => this.#byForm(args)),
        (rest) => matcher.replace(rest, (name) => this.#pseudonymOf(name, 'name')),
      ),
    )
  }

  restore(text: string): string {
    return text.replaceAll(PSEUDONYM, (word) => this.#byPseudonym.get(word.toLowerCase()) ?? word)
  }

  /** Works on what is no pseudonym. */
  #outside(text: string, work: (piece: string) => string): string {
    let done = ''
    let at = 0
    for (const match of text.matchAll(PSEUDONYM)) {
      done += work(text.slice(at, match.index)) + match[0]
      at = match.index + match[0].length
    }
    return done + work(text.slice(at))
  }

  #byForm(args: readonly unknown[]): string {
    const [word, groups] = [String(args[0]), args.at(-1)]
    if (typeof groups !== 'object' || groups === null) return word
    const kind = KINDS.find((name) => typeof (groups as Readonly<Record<string, unknown>>)[name] === 'string') ?? 'host'
    if (kind === 'host' && CLUSTER_HOST.test(word))
      return word.replace(
        CLUSTER_HOST,
        (_, own: string, rest: string) => `${own.replaceAll(/[^.]+/g, (label) => this.#pseudonymOf(label, 'name'))}${rest}`,
      )
    if (kind === 'host' && PUBLIC_HOSTS.test(word)) return word
    if (kind === 'image' && PUBLIC_HOSTS.test(word.split('/', 1)[0]?.split(':', 1)[0] ?? ''))
      return API_VERSION.test(word) ? word : this.#publicImage(word)
    if (kind === 'address' && (word === '0.0.0.0' || word === '127.0.0.1' || word === '::1')) return word
    return this.#pseudonymOf(word, kind)
  }

  /** The registry is everybody's, the repository is somebody's; of Microsoft's and Kubernetes' own nothing is hidden. */
  #publicImage(word: string): string {
    if (/^(?:registry\.k8s\.io|mcr\.microsoft\.com|docker\.io\/library)\//.test(word)) return word
    const slash = word.indexOf('/')
    return `${word.slice(0, slash + 1)}${this.#pseudonymOf(word.slice(slash + 1), 'image')}`
  }

  #pseudonymOf(name: string, kind: Kind): string {
    const key = name.toLowerCase()
    const known = this.#byName.get(key)
    if (known !== undefined) return known
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    const pseudonym = `${kind}-${count}x`
    this.#byName.set(key, pseudonym)
    this.#byPseudonym.set(pseudonym, name)
    this.#forgetOldest()
    return pseudonym
  }

  #forgetOldest(): void {
    if (this.#byName.size <= MOST) return
    for (const [name, pseudonym] of this.#byName) {
      this.#byName.delete(name)
      this.#byPseudonym.delete(pseudonym)
      return
    }
  }
}

const BEGIN_OF_A_WORD = /(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu
const WORD_OF_A_NAME = /[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?/g

/** Finds whole names in a text, the longest first, in one pass: a tree of their characters would be no faster for the few thousand of a cluster. */
export class NameMatcher {
  readonly #names = new Map<string, string>()
  readonly #lengths: readonly number[]

  constructor(names: Iterable<string>) {
    for (const name of names) if (name.length > 1 && !PUBLIC.has(name) && /[a-z]/i.test(name)) this.#names.set(name.toLowerCase(), name)
    this.#lengths = [...new Set([...this.#names.keys()].map(({ length }) => length))].toSorted((left, right) => right - left)
  }

  replace(text: string, pseudonymOf: (name: string) => string): string {
    if (this.#names.size === 0) return text
    const lower = text.toLowerCase()
    // Letters that change their number when lowered would shift all that follows.
    if (lower.length !== text.length) return text.replaceAll(WORD_OF_A_NAME, (word) => this.#whole(word, pseudonymOf))
    let done = ''
    let at = 0
    for (const { index } of text.matchAll(BEGIN_OF_A_WORD)) {
      if (index < at) continue
      const length = this.#longestAt(lower, index)
      if (length === 0) continue
      done += text.slice(at, index) + pseudonymOf(this.#names.get(lower.slice(index, index + length)) ?? '')
      at = index + length
    }
    return done + text.slice(at)
  }

  #whole(word: string, pseudonymOf: (name: string) => string): string {
    const name = this.#names.get(word.toLowerCase())
    return name === undefined ? word : pseudonymOf(name)
  }

  #longestAt(lower: string, at: number): number {
    for (const length of this.#lengths) {
      if (at + length > lower.length || isWord(lower[at + length])) continue
      if (this.#names.has(lower.slice(at, at + length))) return length
    }
    return 0
  }
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character)
}
