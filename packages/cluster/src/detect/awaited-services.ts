import type { LiveReference } from '@aks-copilot/contracts'
import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { ContainerState } from './container-states.ts'

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?'
/** `db.shop.svc`, with or without the cluster's domain: certainly a Service. */
const FULL = new RegExp(`(?<![\\w.-])(${LABEL})\\.(${LABEL})\\.svc(?![a-z0-9-])`, 'g')
/** What usual waiting loops name: `nslookup db`, `nc -z db 5432`, `http://db:80`, `pg_isready -h db`, `db:5432`. */
const NAMED = new RegExp(
  `(?:nslookup|getent hosts|wait-for-it(?:\\.sh)?|wait-for|nc(?: +-\\w+)*|-h|--host[= ]|://|dig)\\s*(${LABEL})(?:\\.(${LABEL}))?(?=[\\s:/;"')]|$)|(?<![\\w./-])(${LABEL}):\\d{2,5}\\b`,
  'g',
)
const MOST_LENGTH = 4000

/** The Services that an init container waits for, as its last lines and its command name them. A bare name counts only where there is such a Service. */
export function awaitedServices(pod: LiveObject, container: ContainerState, state: ClusterState): readonly LiveReference[] {
  const lines = state.logsOf(pod, container.name).flatMap((stream) => stream.lines.slice(-5).map(({ text }) => text))
  const command = [...container.spec.at('command').items(), ...container.spec.at('args').items()].flatMap(({ text }) => text ?? [])
  const text = [...command, ...lines].join('\n').slice(0, MOST_LENGTH)
  const certain = [...text.matchAll(FULL)].map(([, name = '', namespace]) => service(name, namespace))
  const named = [...text.matchAll(NAMED)].map(([, first, namespace, second]) => service(first ?? second ?? '', namespace ?? pod.namespace))
  const known = named.filter(({ namespace, name }) => state.find('Service', namespace, name) !== undefined)
  return [...new Map([...certain, ...known].map((one) => [`${one.namespace}/${one.name}`, one])).values()]
}

function service(name: string, namespace: string | undefined): LiveReference {
  return { apiVersion: 'v1', kind: 'Service', ...(namespace === undefined ? {} : { namespace }), name }
}
