import type { FlagRules } from './read-arguments.ts'
import { shownKind, type ShownKind } from './kubectl-kinds.ts'

/** A verb of kubectl that only reads, with the flags that are known of it. */
export interface KubectlVerb {
  readonly flags: FlagRules
  /** What is added, where it is not said otherwise. */
  readonly adds?: Readonly<Record<string, string>>
  /** Whether it looks into a namespace, given its words; or why the words are not allowed. */
  check(words: readonly string[], flags: ReadonlyMap<string, string>): Reach | string
}

/** `words`: as they are handed on. */
interface Reach {
  readonly namespaced: boolean
  readonly words: readonly string[]
}

const NAME = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/
const SELECTOR = /^[A-Za-z0-9!][A-Za-z0-9_.,=!/ ()-]{0,200}$/
const DURATION = /^[1-9][0-9]{0,3}[smh]$/
const LINES = /^[1-9][0-9]{0,3}$/
const NAMESPACE: FlagRules = { namespace: NAME }

const GET: FlagRules = {
  ...NAMESPACE,
  selector: SELECTOR,
  'field-selector': /^[A-Za-z][A-Za-z0-9_.,=!-]{0,200}$/,
  // Tables alone: JSON and templates show values of variables, which may be secret.
  output: ['wide', 'name'],
  'show-labels': 'switch',
  'no-headers': 'switch',
  'ignore-not-found': 'switch',
  'sort-by': ['.metadata.creationTimestamp', '.metadata.name', '.lastTimestamp', '.status.startTime'],
}

/** `pods`, `pods,services`, `pods web-1 web-2`, `pod/web-1 service/web`. */
function objectsOf(words: readonly string[], isAllowed: (kind: ShownKind) => boolean): Reach | string {
  const [first] = words
  if (first === undefined) return 'no kind is named'
  const paired = words.every((word) => word.includes('/'))
  const types = paired ? words.map((word) => word.slice(0, word.indexOf('/'))) : first.split(',')
  const names = paired ? words.map((word) => word.slice(word.indexOf('/') + 1)) : words.slice(1)
  const wrong = names.find((name) => !NAME.test(name))
  if (wrong !== undefined) return `${JSON.stringify(wrong)} is no name of an object`
  const kinds = types.map((word) => (word === 'all' && !paired ? ALL : shownKind(word)))
  const unknown = types.find((_, index) => kinds[index] === undefined)
  if (unknown !== undefined) return `${JSON.stringify(unknown)} is nothing that may be shown`
  const known = kinds.filter((kind) => kind !== undefined)
  const hidden = known.find((kind) => !isAllowed(kind))
  if (hidden !== undefined) return `${hidden.plural} are shown as a table alone, with get`
  if (!known.every(({ namespaced }) => namespaced === known[0]?.namespaced)) return 'kinds with and without namespace are asked for apart'
  return { namespaced: known[0]?.namespaced === true, words }
}

/** What kubectl calls `all`: workloads, pods, Services; no Secrets. */
const ALL: ShownKind = { plural: 'all', group: '', namespaced: true, describable: true }

function oneWorkload(words: readonly string[]): Reach | string {
  if (words.length === 0 || words.length > 2) return 'one workload is to be named, as deployment/web'
  return objectsOf(words, ({ group, plural }) => group === 'apps' && plural !== 'replicasets')
}

const POD_KINDS = new Set(['pods', 'deployments', 'replicasets', 'statefulsets', 'daemonsets', 'jobs'])

function logsOf(words: readonly string[], flags: ReadonlyMap<string, string>): Reach | string {
  if (words.length === 0 && flags.has('selector')) return { namespaced: true, words }
  const [word = ''] = words
  if (words.length !== 1) return 'one pod is to be named'
  if (!word.includes('/')) return NAME.test(word) ? { namespaced: true, words } : `${JSON.stringify(word)} is no name of a pod`
  return objectsOf(words, ({ plural }) => POD_KINDS.has(plural))
}

const VERBS_OF_API = new Set(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'])

function mayI(words: readonly string[], flags: ReadonlyMap<string, string>): Reach | string {
  if (words.length === 0 && flags.get('list') === 'true') return { namespaced: true, words }
  const [verb = '', ...rest] = words
  if (!VERBS_OF_API.has(verb)) return `${JSON.stringify(verb)} is no verb of the API`
  if (rest.length !== 1) return 'one kind is to be named'
  const found = objectsOf(rest, () => true)
  return typeof found === 'string' ? found : { ...found, words }
}

function used(words: readonly string[]): Reach | string {
  const kind = shownKind(words[0] ?? '')
  if (kind?.plural !== 'pods' && kind?.plural !== 'nodes') return 'top knows pods and nodes'
  return objectsOf(words, () => true)
}

function nothing(words: readonly string[]): Reach | string {
  return words.length === 0 ? { namespaced: false, words } : `${JSON.stringify(words[0])} is not expected`
}

const FIELD = /^[A-Za-z]+(\.[A-Za-z0-9]+){0,12}$/

function explained(words: readonly string[]): Reach | string {
  const [word = ''] = words
  if (words.length !== 1 || !FIELD.test(word)) return 'one field is to be named, as pod.spec.containers'
  const [kind = ''] = word.split('.')
  return shownKind(kind) === undefined ? `${JSON.stringify(kind)} is nothing that may be shown` : { namespaced: false, words }
}

const ABOUT = /^[a-z]+(\.[a-z0-9.]+)?\/[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/

function eventsOf(words: readonly string[], flags: ReadonlyMap<string, string>): Reach | string {
  const about = flags.get('for')
  if (words.length > 0) return `${JSON.stringify(words[0])} is not expected`
  return about === undefined ? { namespaced: true, words } : reachOnly(objectsOf([about], () => true))
}

function reachOnly(found: Reach | string): Reach | string {
  return typeof found === 'string' ? found : { namespaced: true, words: [] }
}

/** By the words that come first: `rollout status`. */
export const KUBECTL_VERBS: Readonly<Record<string, KubectlVerb>> = {
  get: { flags: GET, check: (words) => objectsOf(words, () => true) },
  describe: {
    flags: { ...NAMESPACE, selector: SELECTOR, 'show-events': 'switch' },
    check: (words) => objectsOf(words, ({ describable, plural }) => describable && plural !== 'all'),
  },
  logs: {
    flags: {
      ...NAMESPACE,
      container: NAME,
      selector: SELECTOR,
      since: DURATION,
      tail: LINES,
      previous: 'switch',
      timestamps: 'switch',
      prefix: 'switch',
      'all-containers': 'switch',
    },
    adds: { tail: '200', 'limit-bytes': '131072' },
    check: logsOf,
  },
  events: { flags: { ...NAMESPACE, for: ABOUT, types: ['Warning', 'Normal', 'Warning,Normal'] }, check: eventsOf },
  top: { flags: { ...NAMESPACE, selector: SELECTOR, containers: 'switch', 'sort-by': ['cpu', 'memory'] }, check: used },
  explain: { flags: { recursive: 'switch', 'api-version': /^[a-z0-9.]{1,60}(\/[a-z0-9]{1,20})?$/ }, check: explained },
  'api-resources': { flags: { namespaced: 'switch', 'api-group': /^[a-z0-9.-]{1,100}$/, output: ['wide', 'name'] }, check: nothing },
  'rollout status': { flags: { ...NAMESPACE }, adds: { watch: 'false' }, check: oneWorkload },
  'rollout history': { flags: { ...NAMESPACE }, check: oneWorkload },
  'auth can-i': { flags: { ...NAMESPACE, list: 'switch' }, check: mayI },
}

/** Short forms, for every verb that knows the long one. `-f` follows, reads files, or is a field selector, by verb: it is none of them here. */
export const KUBECTL_SHORTS: Readonly<Record<string, string>> = {
  n: 'namespace',
  l: 'selector',
  o: 'output',
  c: 'container',
  p: 'previous',
}
