import type { CoverageEntry } from '../context/coverage.ts'
import { mapBounded } from '../map-bounded.ts'
import { WATCHED_KINDS, type WatchedKind } from '../watch/kinds.ts'
import { listObjects, METADATA_ONLY } from '../watch/list-objects.ts'
import type { ApiServer } from './api-server.ts'
import { type Right, Rights } from './ask-rights.ts'
import { discoverKinds, type ServedApis } from './discover-apis.ts'

/** How one kind is read, in one namespace or in all. */
export interface WatchPlan {
  /** A watched kind, or `Event`. */
  readonly kind: string
  readonly apiVersion: string
  readonly group: string
  readonly plural: string
  /** Of the collection: `/apis/apps/v1/namespaces/shop/deployments`. */
  readonly path: string
  /** undefined: all namespaces, or a kind that has none. */
  readonly namespace: string | undefined
  /** `list`: may be listed and not watched. `none`: may not be read. */
  readonly mode: 'watch' | 'list' | 'none'
  /** What to ask for in place of whole objects. */
  readonly accept: string | undefined
  /** Why it is not watched. */
  readonly why?: string | undefined
}

export interface Survey {
  readonly plans: readonly WatchPlan[]
  /** What is known before anything is read: what is not served, and what may not be read. Also `logs` and `metrics`. */
  readonly coverage: readonly CoverageEntry[]
  /** What would have to be granted. */
  readonly missing: readonly Right[]
  readonly served: ServedApis
  /** Where metrics can be had: the metrics API, else the kubelets through the API server. */
  readonly metrics: 'metrics-api' | 'node-proxy' | 'none'
}

export interface SurveyOptions {
  /** Only these; default: all, or where that is not allowed, those that this user may read. */
  readonly namespaces?: readonly string[] | undefined
  readonly kinds?: readonly WatchedKind[] | undefined
  readonly signal?: AbortSignal | undefined
}

const AT_ONCE = 16
/** Without rights on all namespaces, no more than this many are asked about one by one. */
const MOST_NAMESPACES = 50
const METRICS = 'metrics.k8s.io'
const EVENTS: WatchedKind = { kind: 'Event', group: 'events.k8s.io', versions: ['v1'], plural: 'events', namespaced: true }
const CORE_EVENTS: WatchedKind = { ...EVENTS, group: '' }

/** Asks what the cluster serves and what this user may read of it. Sends no list of anything but namespaces. Throws `ApiFault`. */
export async function surveyPermissions(api: ApiServer, options: SurveyOptions = {}): Promise<Survey> {
  const kinds = options.kinds ?? WATCHED_KINDS
  const served = await discoverKinds(api, kinds, options.signal)
  const survey = new Surveyor(api, options, served)
  await survey.findPlaces()
  await mapBounded([...kinds], AT_ONCE, async (kind) => await survey.kind(kind))
  await Promise.all([survey.events(), survey.logs(), survey.metrics()])
  return survey.result()
}

class Surveyor {
  readonly #api: ApiServer
  readonly #options: SurveyOptions
  readonly #served: ServedApis
  readonly #rights: Rights
  readonly #plans: WatchPlan[] = []
  readonly #coverage: CoverageEntry[] = []
  readonly #missing: Right[] = []
  /** Namespaces to ask about one by one where all at once is not allowed. */
  #places: readonly string[] = []
  #metrics: Survey['metrics'] = 'none'

  constructor(api: ApiServer, options: SurveyOptions, served: ServedApis) {
    this.#api = api
    this.#options = options
    this.#served = served
    this.#rights = new Rights(api, options.signal)
  }

  result(): Survey {
    const order = new Map([...WATCHED_KINDS.map(({ kind }) => kind), 'Event'].map((kind, index) => [kind, index]))
    const plans = this.#plans.toSorted((left, right) => (order.get(left.kind) ?? 0) - (order.get(right.kind) ?? 0))
    return { plans, coverage: this.#coverage, missing: this.#missing, served: this.#served, metrics: this.#metrics }
  }

  async findPlaces(): Promise<void> {
    const { namespaces, signal } = this.#options
    if (namespaces !== undefined) this.#places = namespaces
    else if (await this.#may('list', '', 'pods')) this.#places = []
    else if (await this.#may('list', '', 'namespaces')) {
      const { items } = await listObjects(this.#api, '/api/v1/namespaces', { accept: METADATA_ONLY, signal })
      const names = items.flatMap(({ metadata }) => nameOf(metadata))
      this.#places = [...new Set([this.#api.namespace, ...names])].slice(0, MOST_NAMESPACES)
    } else this.#places = [this.#api.namespace]
  }

  async kind(kind: WatchedKind): Promise<void> {
    const version = kind.versions.find((candidate) => this.#served.serves(kind.group, candidate, kind.plural))
    if (version !== undefined) return await this.#planned(kind, version)
    if (this.#served.silentGroups.has(kind.group))
      this.#coverage.push({ kind: kind.kind, observation: 'not-observed', why: `the API server of ${kind.group} does not answer` })
    else this.#coverage.push({ kind: kind.kind, observation: 'not-served', why: 'the cluster has no such kind' })
  }

  /** Both APIs show the same events; one is enough: the newer one, unless only the other may be watched. */
  async events(): Promise<void> {
    const newer = this.#served.serves(EVENTS.group, 'v1', 'events')
    const core = !newer || (!(await this.#maySomewhere(EVENTS)) && (await this.#maySomewhere(CORE_EVENTS)))
    await this.#planned(core ? CORE_EVENTS : EVENTS, 'v1')
  }

  async logs(): Promise<void> {
    await this.#spread({ verb: 'get', group: '', resource: 'pods/log' }, 'logs')
  }

  async metrics(): Promise<void> {
    if (this.#served.serves(METRICS, 'v1beta1', 'pods')) {
      const allowed = await this.#spread({ verb: 'list', group: METRICS, resource: 'pods' }, 'metrics')
      await this.#grant({ verb: 'list', group: METRICS, resource: 'nodes' })
      if (allowed) this.#metrics = 'metrics-api'
      return
    }
    // Rights on nodes/proxy are rights on every container: used where they are, and never asked for.
    if (await this.#may('get', '', 'nodes/proxy')) this.#metrics = 'node-proxy'
    else this.#coverage.push({ kind: 'metrics', observation: 'not-served', why: 'the cluster has no metrics API' })
  }

  /** One plan for all namespaces where that is allowed, else one for each where it is. */
  async #planned(kind: WatchedKind, version: string): Promise<void> {
    const everywhere = !kind.namespaced || this.#options.namespaces === undefined
    const verbs = everywhere ? await this.#verbs(kind, undefined) : undefined
    if (verbs?.list || (everywhere && !kind.namespaced) || this.#places.length === 0)
      return this.#plan(kind, version, undefined, verbs ?? NONE)
    const places = await mapBounded(this.#places, AT_ONCE, async (namespace) => ({ namespace, verbs: await this.#verbs(kind, namespace) }))
    const readable = places.filter(({ verbs: { list } }) => list)
    if (readable.length === 0 && this.#options.namespaces === undefined) return this.#plan(kind, version, undefined, NONE)
    if (everywhere) this.#refused(kind.kind, undefined, rightsOf(kind, undefined, verbs ?? NONE))
    for (const { namespace, verbs: own } of this.#options.namespaces === undefined ? readable : places)
      this.#plan(kind, version, namespace, own)
  }

  #plan(kind: WatchedKind, version: string, namespace: string | undefined, verbs: Verbs): void {
    const apiVersion = kind.group === '' ? version : `${kind.group}/${version}`
    const place = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`
    const rights = rightsOf(kind, namespace, verbs)
    this.#plans.push({
      kind: kind.kind,
      apiVersion,
      group: kind.group,
      plural: kind.plural,
      path: `${kind.group === '' ? '/api' : '/apis'}/${apiVersion}${place}/${kind.plural}`,
      namespace,
      mode: verbs.list ? (verbs.watch ? 'watch' : 'list') : 'none',
      accept: kind.metadataOnly === true ? METADATA_ONLY : undefined,
      ...(rights[0] === undefined ? {} : { why: mayNot(rights[0], kind.namespaced) }),
    })
    if (!verbs.list) this.#refused(kind.kind, namespace, rights, kind.namespaced)
    else this.#missing.push(...rights)
  }

  async #verbs({ group, plural }: WatchedKind, namespace: string | undefined): Promise<Verbs> {
    const [list, watch] = await Promise.all([this.#may('list', group, plural, namespace), this.#may('watch', group, plural, namespace)])
    return { list, watch }
  }

  /** A right that is needed everywhere, or in each of the places. True where it holds at all. */
  async #spread(right: Right, kind: string): Promise<boolean> {
    if (this.#options.namespaces === undefined && (await this.#rights.may(right))) return true
    const places = this.#places.map((namespace) => ({ ...right, namespace }))
    const granted = await mapBounded(places, AT_ONCE, async (place) => await this.#rights.may(place))
    if (this.#options.namespaces === undefined) this.#refused(kind, undefined, [right])
    for (const [index, place] of places.entries())
      if (granted[index] === true) this.#coverage.push({ kind, namespace: place.namespace, observation: 'observed' })
      else if (this.#options.namespaces !== undefined) this.#refused(kind, place.namespace, [place])
    return granted.includes(true)
  }

  async #grant(right: Right): Promise<void> {
    if (!(await this.#rights.may(right))) this.#missing.push(right)
  }

  #refused(kind: string, namespace: string | undefined, rights: readonly Right[], namespaced = true): void {
    this.#missing.push(...rights)
    this.#coverage.push({
      kind,
      ...(namespace === undefined ? {} : { namespace }),
      observation: 'not-permitted',
      ...(rights[0] === undefined ? {} : { why: mayNot(rights[0], namespaced) }),
    })
  }

  async #maySomewhere({ group, plural }: WatchedKind): Promise<boolean> {
    const places = this.#options.namespaces ?? [undefined, ...this.#places]
    const granted = await Promise.all(places.map(async (namespace) => await this.#may('watch', group, plural, namespace)))
    return granted.includes(true)
  }

  async #may(verb: Right['verb'], group: string, resource: string, namespace?: string): Promise<boolean> {
    return await this.#rights.may({ verb, group, resource, namespace })
  }
}

interface Verbs {
  readonly list: boolean
  readonly watch: boolean
}

const NONE: Verbs = { list: false, watch: false }

/** The rights of list and watch that are not there. */
function rightsOf({ group, plural }: WatchedKind, namespace: string | undefined, verbs: Verbs): Right[] {
  const place = namespace === undefined ? {} : { namespace }
  return (['list', 'watch'] as const).filter((verb) => !verbs[verb]).map((verb) => ({ verb, group, resource: plural, ...place }))
}

function mayNot({ verb, group, resource, namespace }: Right, namespaced: boolean): string {
  const place = namespace === undefined ? (namespaced ? ' in all namespaces' : '') : ` in ${namespace}`
  return `you may not ${verb} ${resource}${group === '' ? '' : `.${group}`}${place}`
}

function nameOf(metadata: unknown): string[] {
  const { name } = (metadata ?? {}) as { name?: unknown }
  return typeof name === 'string' ? [name] : []
}
