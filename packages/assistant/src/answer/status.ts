import type { Incident } from '@aks-copilot/contracts'
import { dependencies, type LiveObject, objectKey } from '@aks-copilot/cluster'
import { incidentsOf } from '../evidence/concerning.ts'
import { asMarkdown } from '../evidence/quote.ts'
import { healthOf } from '../evidence/object-health.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { causeBlock, changeLine, incidentHeadline, proofBlock } from './incident-text.ts'
import { policiesOf } from './list-below.ts'
import { ago, count, listed, nameOf } from './wording.ts'

const MOST_INCIDENTS = 10

/** How everything is, a namespace, or the objects that the question names. */
export function writeStatus(material: Material): Draft {
  return material.reading.objects.length > 0 ? objectStatus(material) : clusterStatus(material)
}

function clusterStatus(material: Material): Draft {
  const { incidents, reading } = material
  const open = incidents.filter(({ state }) => state === 'open')
  const where = reading.namespace === undefined ? 'the cluster' : `namespace ${reading.namespace}`
  if (open.length === 0) return healthy(where, material)
  const [worst] = open
  const headline =
    open.length === 1 && worst !== undefined
      ? `1 problem in ${where}: ${incidentHeadline(worst)}`
      : `${open.length} problems in ${where}: ${listed(
          open.map(({ cause }) => nameOf(cause.object)),
          4,
        )}.`
  const lines = open.map((incident) => incidentLine(incident, material))
  return draft(
    headline,
    [podsLine(material), bullets(lines, MOST_INCIDENTS), unexplained(material), closedLine(material), unseenLine(material)],
    { incidents: open },
  )
}

function incidentLine({ cause, since, severity, suspectChanges, evidence }: Incident, material: Material): string {
  const proof = evidence.find(({ kind }) => kind !== 'change')
  const mark = proof === undefined ? '' : ` ${material.cite.evidence(proof)}`
  const [change] = suspectChanges
  return [
    `**${nameOf(cause.object)}** (${severity}): ${asMarkdown(cause.message)}${mark}`,
    since === undefined ? '' : ` Since ${ago(material.now - Date.parse(since))}.`,
    change === undefined ? '' : ` Changed before it: ${changeLine(change, material)}.`,
  ].join('')
}

function healthy(where: string, material: Material): Draft {
  const unseen = material.status.skipped.filter(({ what }) => !what.includes('metrics'))
  const headline = unseen.length === 0 ? `Nothing is wrong in ${where}.` : `Nothing is wrong in what could be seen of ${where}.`
  return draft(headline, [podsLine(material), unexplained(material), closedLine(material), unseenLine(material)])
}

/** Pods that are not ready and that no problem explains: they may be starting. */
function unexplained({ state, incidents, reading: { namespace }, cite }: Material): string | undefined {
  const told = new Set(
    incidents.flatMap(({ cause, symptoms, affected }) =>
      [cause.object, ...symptoms.map(({ object }) => object), ...affected].map(objectKey),
    ),
  )
  const pods = (namespace === undefined ? state.list('Pod') : state.in('Pod', namespace)).filter(
    (pod) =>
      !['Succeeded', 'Failed'].includes(pod.status.at('phase').text ?? '') &&
      !pod.condition('Ready').at('status').is('True') &&
      !told.has(objectKey(pod)) &&
      !told.has(objectKey(state.topController(pod))),
  )
  if (pods.length === 0) return undefined
  return `Not ready, without a known cause so far:\n${bullets(
    pods.map(
      (pod) =>
        `${nameOf(pod)}: ${healthOf(pod, state).text}${pods.length > 10 ? '' : ` ${cite.object(pod, `${nameOf(pod)}: ${healthOf(pod, state).text}`, '/status')}`}`,
    ),
    10,
  )}`
}

/** What nobody could look at. */
function unseenLine({ status: { skipped } }: Material): string | undefined {
  return skipped.length === 0
    ? undefined
    : `Not seen: ${listed(
        skipped.map(({ what, why }) => `${asMarkdown(what)} (${asMarkdown(why)})`),
        4,
      )}.`
}

/** `41 of 43 pods run and are ready, 2 nodes of 2 are ready.` */
function podsLine({ state, reading: { namespace } }: Material): string {
  const pods = namespace === undefined ? state.list('Pod') : state.in('Pod', namespace)
  const lasting = pods.filter((pod) => !['Succeeded', 'Failed'].includes(pod.status.at('phase').text ?? ''))
  const ready = lasting.filter((pod) => pod.condition('Ready').at('status').is('True')).length
  const nodes = state.list('Node')
  const readyNodes = nodes.filter((node) => node.condition('Ready').at('status').is('True')).length
  const done = pods.length - lasting.length
  return [
    lasting.length === 0 ? 'No pod runs.' : `${ready} of ${count(lasting.length, 'pod')} ready${done === 0 ? '' : `, ${done} finished`}.`,
    namespace === undefined && nodes.length > 0 ? ` ${readyNodes} of ${count(nodes.length, 'node')} ready.` : '',
  ].join('')
}

function closedLine({ incidents, now }: Material): string | undefined {
  const closed = incidents.filter(({ state }) => state === 'closed')
  if (closed.length === 0) return undefined
  return `Over by now:\n${bullets(
    closed.map(
      ({ cause, closedAt }) =>
        `${nameOf(cause.object)}: ${asMarkdown(cause.message)}${closedAt === undefined ? '' : ` Ended ${ago(now - Date.parse(closedAt))}.`}`,
    ),
    MOST_INCIDENTS,
  )}`
}

function objectStatus(material: Material): Draft {
  const { objects } = material.reading
  const parts = objects.map((object) => ({
    object,
    found: incidentsOf(object, material.incidents, material.state),
    line: stateLine(object, material),
  }))
  const incidents = [...new Set(parts.flatMap(({ found }) => found.filter(({ state }) => state === 'open')))]
  const [first] = parts
  const [worst] = incidents
  if (first === undefined) return clusterStatus(material)
  const headline =
    objects.length === 1
      ? singleHeadline(first.object, worst, material)
      : `${listed(
          objects.map((object) => `${nameOf(object)}: ${healthOf(object, material.state).text}`),
          4,
        )}.`
  return draft(
    headline,
    [
      bullets(parts.map(({ line }) => line)),
      reachBlock(material),
      ...incidents.slice(0, 3).map((incident) => causeBlock(incident, material)),
      worst === undefined ? undefined : proofBlock(worst, material),
    ],
    { incidents },
  )
}

const REACHES = /\b(?:talk|connect|reach|call|access|speak|get through|communicate|allowed|spricht|erreicht?|sprechen|hablar|parler)\w*\b/

/** What stands between two programs: the Service of the one, and the policies that select either. */
function reachBlock({ reading: { objects, rest }, state, cite }: Material): string | undefined {
  const [from, to] = objects
  if (from === undefined || to === undefined || !REACHES.test(rest)) return undefined
  const service = to.kind === 'Service' ? to : state.find('Service', to.namespace, to.name)
  const policies = [...new Set([from, to].flatMap((object) => policiesOf(object, state)))]
  const uses =
    service !== undefined && dependencies(state.topController(from), state).some(({ to: other }) => objectKey(other) === objectKey(service))
  return bullets([
    uses
      ? `${nameOf(from)} names ${nameOf(service)} in its settings ${cite.object(from, `${nameOf(from)} names ${nameOf(service)}`)}`
      : `Nothing in the settings of ${nameOf(from)} that was seen names ${to.name}.`,
    service === undefined
      ? `No Service is called ${to.name}.`
      : `${nameOf(service)}: ${healthOf(service, state).text} ${cite.object(service, `${nameOf(service)}: ${healthOf(service, state).text}`, '/spec/selector')}`,
    policies.length === 0
      ? 'No NetworkPolicy that was seen selects either of them.'
      : `NetworkPolicies that select one of them: ${policies.map((policy) => `${policy.name} ${cite.object(policy, `NetworkPolicy ${policy.name}`, '/spec')}`).join(', ')}. Whether a connection gets through is not tried.`,
  ])
}

function singleHeadline(object: LiveObject, worst: Incident | undefined, { state }: Material): string {
  const { text, ok } = healthOf(object, state)
  if (worst !== undefined) return `${nameOf(object)} is not well (${text}): ${incidentHeadline(worst)}`
  if (ok === false) return `${nameOf(object)}: ${text}; no problem is found that explains it.`
  return `${nameOf(object)} is healthy: ${text}; no problem is found.`
}

/** How an object is, with the pods below it. */
export function stateLine(object: LiveObject, { state, cite }: Material): string {
  const { text, path } = healthOf(object, state)
  const pods = object.kind === 'Pod' ? [] : state.podsOf(object)
  const shown = pods
    .slice(0, 5)
    .map(
      (pod) => `${pod.name} ${healthOf(pod, state).text} ${cite.object(pod, `Pod ${pod.name}: ${healthOf(pod, state).text}`, '/status')}`,
    )
  const more = pods.length > shown.length ? ` and ${pods.length - shown.length} more` : ''
  return `${nameOf(object)}: ${text} ${cite.object(object, `${nameOf(object)}: ${text}`, path)}${shown.length === 0 ? '' : `; pods: ${shown.join(', ')}${more}`}`
}
