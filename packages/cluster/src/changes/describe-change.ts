import { fromPointer, isMap } from '@aks-copilot/kubernetes'
import type { Change, FieldChange } from '../context/records.ts'

const MOST_TOLD = 4
const MOST_VALUE = 60
const RESTARTED = '/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt'

/** A change in words: `image web:1.4 → web:1.5`, `selector app: cart → crat`, `key DB_HOST of the ConfigMap changed`. */
export function describeChange(change: Pick<Change, 'object' | 'kind' | 'diff'>): string {
  const { diff, kind, object } = change
  if (kind === 'created' || kind === 'deleted') return kind
  if (diff.length === 0) return kind === 'rollout' ? 'a new revision of the pod template' : 'changed'
  if (diff.length > MOST_TOLD && diff.every(isUnseen)) return `applied again (which of its ${diff.length} fields changed is not known)`
  // A field manager tells when it set its fields last, and not which of them.
  if (diff.length > 1 && diff.every(isUnseen))
    return `one or more of these changed: ${diff.map((field) => plainPlace(field, object.kind)).join(', ')}`
  const told = [...new Set(diff.map((field) => describeField(field, object.kind)))]
  const rest = told.length - MOST_TOLD
  return `${told.slice(0, MOST_TOLD).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`
}

/** Changed, and nobody saw how. */
function isUnseen({ from, to }: FieldChange): boolean {
  return from === undefined && to === undefined
}

function describeField(field: FieldChange, kind: string): string {
  if (field.path === RESTARTED) return 'restarted by kubectl rollout restart'
  if (kind === 'Node' && field.path === '/spec/unschedulable' && !isUnseen(field)) return field.to === true ? 'cordoned' : 'uncordoned'
  if (kind === 'Node' && field.path === '/status/nodeInfo/bootID') return 'the node booted anew'
  if (isConfigKey(field, kind)) return `${plainPlace(field, kind)} ${verb(field)}`
  const place = placeOf(field)
  const plain = plainPlace(field, kind)
  if (isUnseen(field) || isHash(field.from) || isHash(field.to) || isWhole(field.from ?? field.to)) return `${plain} ${verb(field)}`
  if (field.from === undefined) return `${plain} set to ${shown(field.to)}`
  if (field.to === undefined) return `${plain} removed (was ${shown(field.from)})`
  return `${place} ${shown(field.from)} → ${shown(field.to)}`
}

function isConfigKey({ path }: FieldChange, kind: string): boolean {
  return (kind === 'ConfigMap' || kind === 'Secret') && /^\/(?:data|binaryData)\//.test(path)
}

function plainPlace(field: FieldChange, kind: string): string {
  if (isConfigKey(field, kind)) return `key ${fromPointer(field.path)[1] ?? ''} of the ${kind}`
  return placeOf(field).replace(/:$/, '')
}

function verb({ from, to }: FieldChange): string {
  if (from === undefined && to !== undefined) return 'added'
  return to === undefined && from !== undefined ? 'removed' : 'changed'
}

/** How people name a place, most special first: `$0`, `$1` are the names on the way, `$k` the last key, `$p` what follows the pattern. */
const PLACES: readonly (readonly [RegExp, string])[] = [
  [/\/(?:init|ephemeral)?[cC]ontainers\/\d+\/image$/, 'image'],
  [/\/(?:init)?[cC]ontainers\/\d+\/env\/\d+(?:\/value)?$/, 'variable $1 of container $0'],
  [/\/(?:init)?[cC]ontainers\/\d+\/(env|envFrom|ports|volumeMounts)$/, '$l of container $0'],
  [/\/(?:init)?[cC]ontainers\/\d+\/env\/\d+\/valueFrom\/.*$/, 'source of variable $1 of container $0, $k'],
  [/\/(?:init)?[cC]ontainers\/\d+\/resources\/limits\/[^/]+$/, '$k limit of container $0'],
  [/\/(?:init)?[cC]ontainers\/\d+\/resources\/requests\/[^/]+$/, '$k request of container $0'],
  [/\/containers\/\d+\/(liveness|readiness|startup)Probe\/(.*)$/, '$m probe of container $0, $p'],
  [/\/(?:init)?[cC]ontainers\/\d+\/(command|args)$/, '$m of container $0'],
  [/\/(?:init)?[cC]ontainers\/\d+\/ports\/\d+(.*)$/, 'port $1 of container $0'],
  [/\/(?:init)?[cC]ontainers\/\d+$/, 'container $0'],
  [/\/volumes\/\d+(?:\/.*)?$/, 'volume $0'],
  [/^\/spec\/replicas$/, 'replicas'],
  [/^\/spec\/selector\/matchLabels\/[^/]+$/, 'selector $k:'],
  [/^\/spec\/selector\/[^/]+$/, 'selector $k:'],
  [/^\/spec\/template\/metadata\/labels\/[^/]+$/, 'label of the pods $k:'],
  [/^\/spec\/template\/metadata\/annotations\/[^/]+$/, 'annotation of the pods $k:'],
  [/^\/metadata\/labels\/[^/]+$/, 'label $k:'],
  [/^\/metadata\/annotations\/[^/]+$/, 'annotation $k:'],
  [/^\/spec\/ports\/\d+\/(\w+)$/, '$m of port $0'],
  [/^\/spec\/ports\/\d+$/, 'port $0'],
  [/^\/spec\/taints(?:\/.*)?$/, 'taints'],
  [/^\/spec\/template\/spec\/(.+)$/, '$m of the pods'],
  [/^\/spec\/(.+)$/, '$m'],
  [/^\/status\/sync\/revision$/, 'revision'],
  [/^\/status\/nodeInfo\/(\w+)$/, '$m'],
]

/** What lists of named parts are called. */
const LISTS: Readonly<Record<string, string>> = {
  env: 'variables',
  envFrom: 'sources of variables',
  ports: 'ports',
  volumeMounts: 'mounts',
}

function placeOf({ path, names = [] }: FieldChange): string {
  const key = fromPointer(path).at(-1) ?? ''
  for (const [pattern, phrase] of PLACES) {
    const match = pattern.exec(path)
    if (match === null) continue
    return phrase.replaceAll(/\$(\w)/g, (_, what: string) => {
      if (what === 'k') return key
      if (what === 'l') return LISTS[match[1] ?? ''] ?? ''
      if (what === 'm') return (match[1] ?? '').replaceAll('/', '.')
      if (what === 'p') return (match[2] ?? '').replaceAll('/', ' ')
      return names[Number(what)] ?? ''
    })
  }
  return fromPointer(path).join('.')
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('hmac:')
}

/** A map as a whole: nobody reads it in a line. */
function isWhole(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (namesIn(value) ?? JSON.stringify(value))
  return text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE - 1)}…` : text
}

/** A list of named parts by their names: what each of them is stands in the diff. */
function namesIn(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const names = value.map((part: unknown) => (isMap(part) && typeof part['name'] === 'string' ? part['name'] : undefined))
  return names.includes(undefined) ? undefined : names.join(', ')
}
