import { containers, type Field, isSidecar } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'

const ASIDE = /metrics|prom|health|admin|debug|jmx|probe|stat/i

/** The ports that the containers of a pod, sidecars too, declare for a protocol. */
export function declaredPorts(pod: LiveObject, protocol: string): readonly Field[] {
  return containers(pod, 'containers', 'initContainers')
    .filter((container) => container.path.includes('containers') || isSidecar(container))
    .flatMap((container) => container.at('ports').items())
    .filter((port) => (port.at('protocol').text ?? 'TCP') === protocol)
}

/** The one port that pods declare for their application; undefined where there are several, or where they differ. */
export function onlyDeclaredPort(pods: readonly LiveObject[], protocol: string): Field | undefined {
  const all = pods.map((pod) => declaredPorts(pod, protocol).filter((port) => !servesAside(port.at('name').text ?? '')))
  const numbers = new Set(all.flatMap((ports) => ports.map((port) => port.at('containerPort').value)))
  return numbers.size === 1 && all.every((ports) => ports.length === 1) ? all[0]?.[0] : undefined
}

/** Whether a name is that of a port or a Service beside the application: metrics, health and the like. */
export function servesAside(name: string): boolean {
  return ASIDE.test(name)
}

/** Whether a readiness probe asks at this port, by number or by name: of a ready pod it shows that somebody listens there. */
export function isProbed(pod: LiveObject, port: Field): boolean {
  const wanted = new Set([port.at('containerPort').value, port.at('name').value])
  return containers(pod, 'containers').some((container) => {
    const probe = container.at('readinessProbe')
    const asked = ['httpGet', 'tcpSocket', 'grpc'].map((way) => probe.at(way, 'port')).find((field) => field.exists)
    return asked !== undefined && wanted.has(asked.value)
  })
}
