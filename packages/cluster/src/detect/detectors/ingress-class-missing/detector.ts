import { nearestWord } from '@aks-copilot/kubernetes'
import type { ClusterState } from '../../../context/cluster-state.ts'
import type { LiveObject } from '../../../context/live-object.ts'
import { detector, finding, type Found } from '../../detector.ts'
import { absenceEvidence, fieldEvidence } from '../../evidence.ts'
import { isGoing, missingSince } from '../../onset.ts'
import { hasLasted, MINUTE } from '../../patience.ts'

/** A class comes with its controller, which may be installed together with the Ingress. */
const INSTALLING = 2 * MINUTE
const DEFAULT_CLASS = 'ingressclass.kubernetes.io/is-default-class'
/** The way of old: a controller may serve this name without any object of it. */
const OLD_ANNOTATION = 'kubernetes.io/ingress.class'

export default detector({
  id: 'ingress-class-missing',
  group: 'network',
  title: 'No controller serves an Ingress',
  why: 'An Ingress whose class does not exist is ignored: no address, no route, no message.',
  help: 'Set ingressClassName to a class of this cluster.',
  severity: 'error',
  reads: ['Ingress', 'IngressClass', 'Event'],
  effect: 'no-route',
  standsAlone: true,
  suspects: ['/spec/ingressClassName', '/metadata/annotations/kubernetes.io~1ingress.class'],

  *detect(state) {
    if (!state.coverage.knowsAbsence('IngressClass')) return
    for (const ingress of state.list('Ingress')) {
      if (isTaken(ingress, state) || isGoing(ingress, state) || ingress.annotations.at(OLD_ANNOTATION).exists) continue
      const name = ingress.spec.at('ingressClassName').text
      const found = name === undefined ? noClass(ingress, state) : missingClass(ingress, name, state)
      if (found !== undefined && hasLasted(found.since, INSTALLING, state)) yield finding(ingress, found)
    }
  },
})

/** A controller gave it an address or spoke of it: then somebody serves it, whatever its class says. */
function isTaken(ingress: LiveObject, state: ClusterState): boolean {
  return ingress.status.at('loadBalancer', 'ingress').items().length > 0 || state.eventsAbout(ingress).length > 0
}

function missingClass(ingress: LiveObject, name: string, state: ClusterState): Omit<Found, 'object'> | undefined {
  if (!state.isAbsent('IngressClass', undefined, name)) return undefined
  const field = ingress.spec.at('ingressClassName')
  const reference = { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', name }
  const names = state.list('IngressClass').map((one) => one.name)
  const near = nearestWord(name, names)
  return {
    message: `Ingress \`${ingress.name}\` asks for class \`${name}\`, which does not exist; ${choice(names)}.`,
    since: missingSince(ingress, field.pointer, reference, state),
    evidence: [fieldEvidence(ingress, field), absenceEvidence(reference)],
    repair:
      near === undefined
        ? undefined
        : {
            object: ingress,
            description: `Ask for class \`${near}\`.`,
            operations: [
              { op: 'test', path: field.pointer, value: name },
              { op: 'replace', path: field.pointer, value: near },
            ],
          },
    nextSteps: [{ text: 'See which classes there are.', command: 'kubectl get ingressclasses' }],
  }
}

function noClass(ingress: LiveObject, state: ClusterState): Omit<Found, 'object'> | undefined {
  const classes = state.list('IngressClass')
  if (classes.some((one) => one.annotations.at(DEFAULT_CLASS).is('true'))) return undefined
  return {
    severity: 'warning',
    message: `Ingress \`${ingress.name}\` names no class, none is the default, and no controller has taken it up; ${choice(classes.map(({ name }) => name))}.`,
    since: ingress.createdAt,
    evidence: [
      fieldEvidence(ingress, ingress.at('metadata', 'name')),
      ...classes.slice(0, 2).map((one) => fieldEvidence(one, one.at('metadata', 'name'))),
    ],
    nextSteps: [{ text: 'See which classes there are.', command: 'kubectl get ingressclasses' }],
  }
}

const MOST_TOLD = 3

function choice(names: readonly string[]): string {
  const told = names.slice(0, MOST_TOLD).map((name) => `\`${name}\``)
  const more = names.length > MOST_TOLD ? ` and ${names.length - MOST_TOLD} more` : ''
  return names.length === 0 ? 'the cluster has no IngressClass' : `there is ${told.join(', ')}${more}`
}
