import { badValue, missingField, type Fields, type SchemaProblem } from '../problem.ts'
import { has, itemsOf, textOf } from '../read.ts'
import type { Checks } from './check.ts'

/** Services and Ingresses. */
export const NETWORK_CHECKS: Checks = {
  'core.v1.ServiceSpec': [checkPorts, checkPortNames, checkExternalName],
  'networking.v1.IngressSpec': [checkBackends],
  'networking.v1.NetworkPolicyPeer': [checkPeer],
  'networking.v1.HTTPIngressPath': [checkPath],
}

function* checkPorts(spec: Fields, pointer: string): Generator<SchemaProblem> {
  const ports = spec['ports']
  const some = has(spec, 'ports') && (!Array.isArray(ports) || ports.length > 0)
  if (some || spec['clusterIP'] === 'None' || spec['type'] === 'ExternalName') return
  yield missingField(`${pointer}/ports`, 'A Service needs ports, unless it is headless or an ExternalName.')
}

function* checkPortNames(spec: Fields, pointer: string): Generator<SchemaProblem> {
  const ports = itemsOf(spec, 'ports')
  const seen = new Set<string>()
  for (const [index, port] of ports) {
    const name = textOf(port, 'name') ?? ''
    if (name === '' && ports.length > 1)
      yield missingField(`${pointer}/ports/${index}/name`, 'Each port needs a name when a Service has several.')
    else if (name !== '' && seen.has(name)) yield badValue(`${pointer}/ports/${index}/name`, `Two ports are named \`${name}\`.`)
    seen.add(name)
  }
}

function* checkExternalName(spec: Fields, pointer: string): Generator<SchemaProblem> {
  if (spec['type'] === 'ExternalName' && (spec['externalName'] ?? '') === '') yield missingField(`${pointer}/externalName`)
}

function* checkBackends(spec: Fields, pointer: string): Generator<SchemaProblem> {
  const rules = spec['rules']
  if (has(spec, 'defaultBackend') || (Array.isArray(rules) ? rules.length > 0 : has(spec, 'rules'))) return
  yield missingField(`${pointer}/rules`, 'An Ingress needs rules or a `defaultBackend`.')
}

function* checkPath({ path, pathType }: Fields, pointer: string): Generator<SchemaProblem> {
  if (pathType !== 'Exact' && pathType !== 'Prefix') return
  if (typeof path === 'string' && path.startsWith('/')) {
    if (/\/\/|\/\.{1,2}(\/|$)|%2f/i.test(path))
      yield badValue(`${pointer}/path`, `\`${path}\` cannot be a path of type ${pathType}: no //, /./, /../ or %2f.`)
  } else if (path === undefined || path === null || typeof path === 'string') {
    yield badValue(`${pointer}/path`, `A path of type ${pathType} begins with \`/\`.`)
  }
}

function* checkPeer(peer: Fields, pointer: string): Generator<SchemaProblem> {
  if (Object.values(peer).every((value) => value === null || value === undefined))
    yield badValue(pointer, 'An empty peer matches nothing: give a `podSelector`, a `namespaceSelector` or an `ipBlock`.')
}
