import { type ClusterState, type LiveObject, podReferences } from '@aks-copilot/cluster'
import { type Field, nearestWord } from '@aks-copilot/kubernetes'
import { concernedObjects } from './concerned-objects.ts'
import { manifestOf } from './differences.ts'
import type { Candidate, ProposalContext, Proposer } from './proposer.ts'

/** One name that an object holds of another. */
interface Reference {
  readonly kind: string
  readonly at: Field
}

/**
 * A name of something that certainly does not exist, where one object of the application has nearly that name, and nobody uses it: the
 * detectors say that it is missing, and this says which one was meant. Never for Secrets and ServiceAccounts, which are rights.
 */
export const fromNames: Proposer = {
  name: 'names',
  propose(incident, context): readonly Candidate[] {
    const { state } = context
    return concernedObjects(incident, context).flatMap((object) => {
      const live = state.find(object.kind, object.namespace, object.name)
      if (live === undefined) return []
      return referencesOf(live).flatMap(({ kind, at }) => {
        const meant = meantObject(kind, at.text ?? '', live, context)
        if (meant === undefined) return []
        const operations = [
          { op: 'test' as const, path: at.pointer, value: at.value },
          { op: 'replace' as const, path: at.pointer, value: meant },
        ]
        const why = `there is no ${kind} \`${at.text}\`, and nothing uses \`${meant}\``
        return [{ incident: incident.fingerprint, source: 'detector' as const, why, changes: [{ object, operations }] }]
      })
    })
  },
}

function referencesOf(object: LiveObject): Reference[] {
  const references = podReferences(object)
    .filter(({ to, optional }) => !optional && (to.kind === 'ConfigMap' || to.kind === 'PersistentVolumeClaim'))
    .map(({ to, at }) => ({ kind: to.kind, at }))
  if (object.kind === 'StatefulSet') references.push({ kind: 'Service', at: object.at('spec', 'serviceName') })
  if (object.kind === 'HorizontalPodAutoscaler') {
    const target = object.at('spec', 'scaleTargetRef')
    references.push({ kind: target.at('kind').text ?? '', at: target.at('name') })
  }
  if (object.kind === 'Ingress') references.push(...backendsOf(object).map((at) => ({ kind: 'Service', at })))
  return references.filter(({ at }) => (at.text ?? '') !== '')
}

function backendsOf(ingress: LiveObject): Field[] {
  const paths = ingress
    .at('spec', 'rules')
    .items()
    .flatMap((rule) =>
      rule
        .at('http', 'paths')
        .items()
        .map((path) => path.at('backend')),
    )
  return [ingress.at('spec', 'defaultBackend'), ...paths].map((backend) => backend.at('service', 'name'))
}

/** The one object of this kind that Git makes, that is there, and that nothing refers to. */
function meantObject(kind: string, name: string, from: LiveObject, { state, manifests, application }: ProposalContext): string | undefined {
  const { namespace } = from
  if (!state.isAbsent(kind, namespace, name)) return undefined
  const used = namesInUse(kind, namespace, state)
  const isOwn = (object: LiveObject): boolean => manifestOf(object.reference, manifests, application.destination.namespace) !== undefined
  const free = state.in(kind, namespace).filter((object) => object.name !== name && !used.has(object.name) && isOwn(object))
  const near = free.map((object) => nearestWord(name, [object.name])).filter((word) => word !== undefined)
  return near.length === 1 ? near[0] : undefined
}

function namesInUse(kind: string, namespace: string | undefined, state: ClusterState): ReadonlySet<string> {
  const objects = state.snapshot.objects.filter((object) => object.namespace === namespace)
  return new Set(objects.flatMap((object) => referencesOf(object).flatMap((one) => (one.kind === kind ? (one.at.text ?? []) : []))))
}
