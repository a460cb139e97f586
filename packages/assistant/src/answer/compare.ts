import { type ClusterState, type LiveObject, maskSecrets, reportChange } from '@aks-copilot/cluster'
import { isMap, podTemplate } from '@aks-copilot/kubernetes'
import { healthOf } from '../evidence/object-health.ts'
import { incidentsOf, kin } from '../evidence/concerning.ts'
import { podUsage } from '../evidence/usage.ts'
import { quoted } from '../evidence/quote.ts'
import { objectKey } from '@aks-copilot/cluster'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { changeLine, incidentHeadline } from './incident-text.ts'
import { bytes, clock, cores, count, nameOf } from './wording.ts'
import { passagesFor, writeExplain } from './explain.ts'
import { writeChanges } from './what-changed.ts'
import { writeStatus } from './status.ts'

const MOST = 25

/** Two objects beside each other, or one (or all) now and before. */
export function writeComparison(material: Material): Draft {
  const [first, second] = material.reading.objects
  if (first !== undefined && second !== undefined) return between(first, second, material)
  const then = material.reading.span?.moment ?? material.reading.span?.from ?? beforeRollout(first, material)
  if (then === undefined)
    return first === undefined
      ? withoutSubjects(material)
      : draft(`With what is ${nameOf(first)} to be compared?`, [
          'Name two objects, or a time: `What is different between A and B?`, `Compare A with 20 minutes ago`.',
        ])
  return first === undefined ? clusterThen(then, material) : objectThen(first, then, material)
}

/** "liveness or readiness?" asks what the words mean. */
function withoutSubjects(material: Material): Draft {
  return passagesFor(material.reading, material.knowledge).length > 0 ? writeExplain(material) : writeStatus(material)
}

/** Just before the newest change of an object: its old version. */
function beforeRollout(object: LiveObject | undefined, { state }: Material): number | undefined {
  const newest = object === undefined ? undefined : state.changesOf(object).findLast(({ kind }) => kind !== 'created')
  return newest === undefined ? undefined : newest.at - 1
}

function between(first: LiveObject, second: LiveObject, material: Material): Draft {
  const { state, cite, incidents } = material
  const [left, right] = [facts(first, state), facts(second, state)]
  const keys = [...new Set([...left.keys(), ...right.keys()])]
  const differing = keys.filter((key) => left.get(key) !== right.get(key))
  const lines = differing.map(
    (key) => `${quoted(key, 120)}: ${quoted(left.get(key) ?? 'not set', 120)} ↔ ${quoted(right.get(key) ?? 'not set', 120)}`,
  )
  const found = [first, second].map((object) => incidentsOf(object, incidents, state).find((incident) => incident.state === 'open'))
  const states = [first, second].map(
    (object) =>
      `${nameOf(object)}: ${healthOf(object, state).text} ${cite.object(object, `${nameOf(object)}: ${healthOf(object, state).text}`, healthOf(object, state).path)}`,
  )
  const headline = `${nameOf(first)} (${healthOf(first, state).text}) and ${nameOf(second)} (${healthOf(second, state).text}) differ in ${count(differing.length, 'field')}.`
  return draft(
    headline,
    [
      bullets([...states, ...[...new Set(found)].filter((incident) => incident !== undefined).map(incidentHeadline)]),
      lines.length === 0 ? 'Their settings are the same.' : `${nameOf(first)} ↔ ${nameOf(second)}:\n${bullets(lines, MOST)}`,
    ],
    {
      incidents: [...new Set(found.filter((incident) => incident !== undefined))],
    },
  )
}

/** Hidden or of no interest in a comparison: identities, times, what every object has of its own. */
const OWN =
  /^(?:metadata|status)\/|^metadata$|^apiVersion$|^kind$|\/(?:terminationMessagePath|terminationMessagePolicy|dnsPolicy|schedulerName|uid|resourceVersion)$|^spec\/(?:clusterIPs?|revisionHistoryLimit|progressDeadlineSeconds)(?:\/|$)/

/** The settings of an object, field by field, and what its pods use. Lists are keyed by name where items have one. */
function facts(object: LiveObject, state: ClusterState): ReadonlyMap<string, string> {
  const found = new Map<string, string>([['kind', object.kind]])
  flatten(object.value['spec'], 'spec', found)
  const pods = state.podsOf(object)
  if (podTemplate(object) !== undefined) found.set('pods', String(pods.length))
  for (const resource of ['cpu', 'memory'] as const) {
    const used = pods.map((pod) => podUsage(pod, resource, state).used).filter((amount) => amount !== undefined)
    if (used.length > 0)
      found.set(`${resource} in use`, (resource === 'cpu' ? cores : bytes)(used.reduce((sum, amount) => sum + amount, 0)))
  }
  return found
}

function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (OWN.test(path) || into.size > 400) return
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      flatten(
        item,
        `${path}/${isMap(item) && typeof item['name'] === 'string' && (value.length > 1 || path.endsWith('/env')) ? item['name'] : index}`,
        into,
      )
    return
  }
  if (isMap(value)) {
    for (const [key, child] of Object.entries(value)) flatten(child, `${path}/${key}`, into)
    return
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') into.set(path, maskedValue(path, String(value)))
}

/** A value without what looks secret, by its own look or by the name of its field or variable. */
function maskedValue(path: string, value: string): string {
  const steps = path.split('/')
  const name = (steps.at(-3) === 'env' ? steps.at(-2) : steps.at(-1)) ?? ''
  return maskSecrets(`${name}=${value}`).slice(name.length + 1)
}

function objectThen(object: LiveObject, asked: number, material: Material): Draft {
  const { view, state, now, cite } = material
  const then = Math.max(asked, state.snapshot.window.from)
  const past = view.state(then)
  const before = past.find(object.kind, object.namespace, object.name)
  const keys = kin(object, state)
  const changes = state.snapshot.changes
    .filter((change) => change.at > then && change.at <= now && keys.has(objectKey(change.object)))
    .toSorted((left, right) => right.at - left.at)
  const was =
    before === undefined
      ? `did not exist${wasKnown(past) ? '' : ', as far as is known,'} ${at(then, now)}`
      : `was ${healthOf(before, past).text} ${at(then, now)}`
  const is = healthOf(object, state)
  const headline = `${nameOf(object)} ${was} and is ${is.text} now; ${count(changes.length, 'change')} since.`
  const open = incidentsOf(object, material.incidents, state).filter((incident) => incident.state === 'open')
  return draft(
    headline,
    [
      bullets([
        `now: ${is.text} ${cite.object(object, `${nameOf(object)}: ${is.text}`, is.path)}`,
        ...open.map((incident) => incidentHeadline(incident)),
      ]),
      bullets(
        changes.map((change) => changeLine(reportChange(change), material)),
        MOST,
      ),
    ],
    { incidents: open },
  )
}

/** Half a second before a change is told as the second of the change. */
function at(time: number, now: number): string {
  return `${time % 1000 === 0 ? 'at' : 'until'} ${clock(Math.ceil(time / 1000) * 1000, now)} UTC`
}

function wasKnown({ snapshot }: ClusterState): boolean {
  return snapshot.objects.length > 0
}

/** All of it, now and before: what broke, what mended, what changed. */
function clusterThen(asked: number, material: Material): Draft {
  const { view, state, now, incidents } = material
  const then = Math.max(asked, state.snapshot.window.from)
  const before = new Set(
    view
      .incidents(then)
      .filter((incident) => incident.state === 'open')
      .map(({ fingerprint }) => fingerprint),
  )
  const open = incidents.filter((incident) => incident.state === 'open')
  const fresh = open.filter(({ fingerprint }) => !before.has(fingerprint))
  const changes = writeChanges({
    ...material,
    reading: { ...material.reading, span: { from: then, to: now, said: '', moment: undefined } },
  })
  const headline = `${count(open.length, 'problem')} now, ${count(before.size, 'problem')} at ${clock(then, now)} UTC; ${changes.headline}`
  return draft(
    headline.charAt(0).toUpperCase() + headline.slice(1),
    [fresh.length === 0 ? undefined : `New since then:\n${bullets(fresh.map(incidentHeadline))}`, ...changes.body],
    { incidents: fresh },
  )
}
