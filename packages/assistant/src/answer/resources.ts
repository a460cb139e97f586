import type { Incident } from '@aks-copilot/contracts'
import type { LiveObject } from '@aks-copilot/cluster'
import { incidentsOf } from '../evidence/concerning.ts'
import { claimUsage, nodeUsage, podUsage, type Usage } from '../evidence/usage.ts'
import { asMarkdown } from '../evidence/quote.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { writeWhy } from './why-broken.ts'
import { bytes, clock, cores, memory, listed, nameOf, percent } from './wording.ts'

const MOST = 10

type Resource = 'cpu' | 'memory' | 'storage'

/** What is used of cpu, memory and storage, beside what was asked for and what is allowed. */
export function writeResources(material: Material): Draft {
  const resources = resourcesIn(material.reading.rest)
  // What has run out already is told as what it is: a problem.
  const { objects, rest } = material.reading
  const out = /\b(?:full|voll|pleine?|llen[oa]|chei[oa]|exhausted|used up|out of)\b/.test(rest)
    ? material.incidents.filter((incident) => ranOut(incident, resources))
    : []
  if (objects.length === 0 && out.length > 0) return writeWhy({ ...material, incidents: out, reading: { ...material.reading, kinds: [] } })
  const parts = resources.map((resource) => partOf(resource, material))
  const quota = quotaBlock(material)
  const measured = material.state.snapshot.metrics.length > 0
  const skipped = measured ? [] : [{ what: 'metrics', why: material.state.coverage.of('metrics').why ?? 'nothing is measured' }]
  const headline = parts
    .map(({ sentence }) => sentence)
    .filter((sentence) => sentence !== '')
    .join(' ')
  const incidents = [
    ...new Set(material.reading.objects.flatMap((object) => incidentsOf(object, material.incidents, material.state))),
  ].filter((incident) => incident.state === 'open')
  return draft(headline === '' ? 'Nothing is known of resources there.' : headline, [...parts.map(({ block }) => block), quota], {
    skipped,
    incidents,
  })
}

const RAN_OUT: Readonly<Record<Resource, RegExp>> = {
  cpu: /\bcpu\b/i,
  memory: /\bmemory\b|\boom/i,
  storage: /\b(?:no space|disk|volume|storage|evict)/i,
}

function ranOut({ state, cause: { message, detector } }: Incident, resources: readonly Resource[]): boolean {
  return state === 'open' && resources.some((resource) => RAN_OUT[resource].test(`${message} ${detector}`))
}

function resourcesIn(plain: string): readonly Resource[] {
  const named: Resource[] = []
  if (/\bcpus?\b|\bthrottl|\bcores?\b|处理器/u.test(plain)) named.push('cpu')
  if (/\b(?:memory|ram|mem|oom\w*|arbeitsspeicher|speicher|memoire|memoria)\b|内存/u.test(plain)) named.push('memory')
  if (/\b(?:disks?|storage|volumes?|pvcs?|pvc|space|festplatte|disque|disco|full)\b|磁盘/u.test(plain)) named.push('storage')
  return named.length > 0 ? named : ['cpu', 'memory']
}

interface Part {
  readonly sentence: string
  readonly block: string
}

function partOf(resource: Resource, material: Material): Part {
  const { reading } = material
  const usages = usagesOf(resource, material)
  const say = resource === 'cpu' ? cores : resource === 'memory' ? memory : bytes
  const title = resource === 'cpu' ? 'CPU' : resource === 'memory' ? 'Memory' : 'Storage'
  const ranked = usages.toSorted((left, right) => (right.used ?? -1) - (left.used ?? -1) || right.request - left.request)
  const [top] = ranked
  if (top === undefined)
    return {
      sentence: `No ${resource === 'storage' ? 'volume claims' : 'running pods'}${reading.objects.length === 0 ? ' are there to measure' : ` belong to ${listed(reading.objects.map(nameOf), 3)}`}.`,
      block: '',
    }
  const total = ranked.reduce((sum, { used = 0 }) => sum + used, 0)
  const single = ranked.length === 1
  const sentence =
    top.used === undefined
      ? `${title}: what is used is not measured; ${nameOf(top.object)} asks for ${top.request === 0 ? 'nothing' : say(top.request)}, limit ${top.limit === undefined ? 'none' : say(top.limit)}.`
      : single
        ? `${nameOf(top.object)} uses ${say(top.used)} of ${title.toLowerCase().replace('cpu', 'CPU')}${ofText(top, say)}.`
        : `${title}: ${nameOf(top.object)} uses most, ${say(top.used)}${ofText(top, say)}; together ${say(total)} in ${ranked.length}.`
  return {
    sentence,
    block: `**${title}**\n${bullets(ranked.slice(0, MOST).map((usage) => usageLine(usage, title, say, material)))}${ranked.length > MOST ? `\n- and ${ranked.length - MOST} that use less` : ''}`,
  }
}

/** The pods of what is named, nodes where they are asked for, claims for storage; else all of the namespace. */
function usagesOf(resource: Resource, { reading: { objects, kinds, namespace, rest }, state }: Material): readonly Usage[] {
  const within = (kind: string): readonly LiveObject[] => (namespace === undefined ? state.list(kind) : state.in(kind, namespace))
  if (resource === 'storage') return claimsOf(objects, within('PersistentVolumeClaim'), state).map((claim) => claimUsage(claim, state))
  const nodes = objects.filter(({ kind }) => kind === 'Node')
  // What is free is free on nodes.
  if (objects.length === 0 && /\b(?:free|left|headroom|spare|frei|libre)\b/.test(rest))
    return state.list('Node').map((node) => nodeUsage(node, resource, state))
  if (nodes.length > 0 || (objects.length === 0 && kinds.includes('Node')))
    return (nodes.length > 0 ? nodes : state.list('Node')).map((node) => nodeUsage(node, resource, state))
  const pods =
    objects.length === 0
      ? within('Pod')
      : [
          ...new Set(
            objects.flatMap((object) =>
              object.kind === 'Service'
                ? state.podsMatching(object.spec.at('selector').strings(), object.namespace)
                : object.kind === 'Namespace'
                  ? state.in('Pod', object.name)
                  : state.podsOf(object),
            ),
          ),
        ]
  return pods
    .filter((pod) => !['Succeeded', 'Failed'].includes(pod.status.at('phase').text ?? ''))
    .map((pod) => podUsage(pod, resource, state))
}

function claimsOf(objects: readonly LiveObject[], all: readonly LiveObject[], state: Material['state']): readonly LiveObject[] {
  if (objects.length === 0) return all
  const claims = objects.flatMap((object) =>
    object.kind === 'PersistentVolumeClaim'
      ? [object]
      : state.podsOf(object).flatMap((pod) =>
          pod.spec
            .at('volumes')
            .items()
            .map((volume) =>
              state.find('PersistentVolumeClaim', pod.namespace, volume.at('persistentVolumeClaim', 'claimName').text ?? ''),
            ),
        ),
  )
  return [...new Set(claims.filter((claim) => claim !== undefined))]
}

function ofText({ used, limit, request }: Usage, say: (amount: number) => string): string {
  if (limit !== undefined && used !== undefined && limit > 0) return `, ${percent(used, limit)} of ${say(limit)}`
  return request > 0 ? `, with a request of ${say(request)} and no limit` : ''
}

function usageLine(
  { object, used, request, limit, at }: Usage,
  title: string,
  say: (amount: number) => string,
  { cite, now }: Material,
): string {
  const isNode = object.kind === 'Node'
  const isClaim = object.kind === 'PersistentVolumeClaim'
  const facts = [
    used === undefined ? 'not measured' : `uses ${say(used)}${limit === undefined || limit === 0 ? '' : ` (${percent(used, limit)})`}`,
    isNode ? `requests of its pods ${say(request)}` : `request ${request === 0 ? 'none' : say(request)}`,
    `${isNode ? 'allocatable' : isClaim ? 'capacity' : 'limit'} ${limit === undefined ? 'none' : say(limit)}`,
  ].join(', ')
  const mark =
    used === undefined || at === undefined
      ? cite.object(object, `${title}: ${facts}`, '/spec')
      : cite.metric(object.reference, `${title}: ${facts}`, at)
  return `${nameOf(object)}: ${facts}${at === undefined ? '' : `, at ${clock(at, now)}`} ${mark}`
}

/** Quotas of the namespaces concerned: what is used of what is allowed. */
function quotaBlock({ reading: { objects, namespace, kinds }, state, cite }: Material): string | undefined {
  const places = new Set(objects.length > 0 ? objects.map((object) => object.namespace) : [namespace])
  const isAsked = kinds.includes('ResourceQuota') || objects.some(({ kind }) => kind === 'ResourceQuota')
  const quotas = state
    .list('ResourceQuota')
    .filter((quota) => (isAsked && objects.length === 0 && namespace === undefined) || places.has(quota.namespace))
  if (quotas.length === 0) return undefined
  const lines = quotas.map((quota) => {
    const facts = quota.status
      .at('hard')
      .entries()
      .map((hard) => `${String(hard.key)} ${quota.status.at('used', String(hard.key)).scalar ?? '0'} of ${hard.scalar ?? '?'}`)
    return `${nameOf(quota)}: ${asMarkdown(listed(facts, 8))} ${cite.object(quota, listed(facts, 8), '/status/used')}`
  })
  return `**Quota**\n${bullets(lines, MOST)}`
}
