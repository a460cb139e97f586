import { describe, expect, it } from 'vitest'
import type { ClusterState } from '../context/cluster-state.ts'
import { isInBlock } from './cidr.ts'
import { type Connection, directionsOf, judge, type Peer, peerOf, targetPorts } from './network-policy.ts'
import { readExample } from './test-support/read-example.ts'

function stateWith(policy: string, extra = ''): ClusterState {
  return readExample(`
objects:
  - { apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: { kubernetes.io/metadata.name: shop, team: a } } }
  - { apiVersion: v1, kind: Namespace, metadata: { name: front, labels: { kubernetes.io/metadata.name: front, team: b } } }
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { namespace: shop, name: p }
    spec: ${policy}
${extra}`).state
}

const cart: Peer = { namespace: 'shop', labels: { app: 'cart' }, addresses: ['10.1.0.5'], hostNetwork: false }
const web: Peer = { namespace: 'shop', labels: { app: 'web' }, addresses: ['10.1.0.6'], hostNetwork: false }
const outsider: Peer = { namespace: 'front', labels: { app: 'web' }, addresses: ['10.1.0.7'], hostNetwork: false }
const call = (from: Peer, port = 8080, protocol = 'TCP'): Connection => ({ from, to: cart, port, protocol })

describe('network policies, ingress', () => {
  it.each<[string, string, Connection, string]>([
    ['selects other pods', '{ podSelector: { matchLabels: { app: db } }, policyTypes: [Ingress] }', call(web), 'allowed'],
    ['only egress', '{ podSelector: {}, policyTypes: [Egress] }', call(web), 'allowed'],
    ['default deny', '{ podSelector: {}, policyTypes: [Ingress] }', call(web), 'blocked'],
    ['types left out mean ingress', '{ podSelector: {} }', call(web), 'blocked'],
    ['an empty rule allows all', '{ podSelector: {}, ingress: [{}] }', call(outsider), 'allowed'],
    [
      'pods of the own namespace',
      '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }] }',
      call(web),
      'allowed',
    ],
    [
      'the same labels elsewhere',
      '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }] }',
      call(outsider),
      'blocked',
    ],
    [
      'an empty podSelector is the own namespace',
      '{ podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }',
      call(outsider),
      'blocked',
    ],
    [
      'an empty namespaceSelector is all of them',
      '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }] }] }',
      call(outsider),
      'allowed',
    ],
    [
      'a namespace by label',
      '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: b } } }] }] }',
      call(outsider),
      'allowed',
    ],
    [
      'both selectors in one peer: and',
      '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: b } }, podSelector: { matchLabels: { app: api } } }] }] }',
      call(outsider),
      'blocked',
    ],
    [
      'both selectors in two peers: or',
      '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: b } } }, { podSelector: { matchLabels: { app: api } } }] }] }',
      call(outsider),
      'allowed',
    ],
    [
      'an expression',
      '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [web] }] } }] }] }',
      call(web),
      'blocked',
    ],
    ['another port', '{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }', call(web), 'blocked'],
    ['a range of ports', '{ podSelector: {}, ingress: [{ ports: [{ port: 8000, endPort: 8100 }] }] }', call(web), 'allowed'],
    ['another protocol', '{ podSelector: {}, ingress: [{ ports: [{ port: 8080, protocol: UDP }] }] }', call(web), 'blocked'],
    ['a protocol alone', '{ podSelector: {}, ingress: [{ ports: [{ protocol: TCP }] }] }', call(web), 'allowed'],
    [
      'peer and port of different rules',
      '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 80 }] }, { from: [{ podSelector: { matchLabels: { app: api } } }], ports: [{ port: 8080 }] }] }',
      call(web),
      'blocked',
    ],
    [
      'a block with other addresses',
      '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 192.168.0.0/16 } }] }] }',
      call(web),
      'blocked',
    ],
    ['a block that holds the pod', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }] }', call(web), 'unknown'],
    [
      'a block but for the pod',
      '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }] }] }',
      call(web),
      'blocked',
    ],
    ['a client on the network of the host', '{ podSelector: {}, policyTypes: [Ingress] }', call({ ...web, hostNetwork: true }), 'unknown'],
    [
      'a namespace that nobody saw',
      '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: c } } }] }] }',
      call({ ...web, namespace: 'unseen' }),
      'unknown',
    ],
    [
      'a namespace that nobody saw, by name',
      '{ podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: unseen } } }] }] }',
      call({ ...web, namespace: 'unseen' }),
      'allowed',
    ],
  ])('%s', (_, policy, connection, expected) => {
    expect(judge(connection, 'Ingress', stateWith(policy))).toBe(expected)
  })

  it('adds policies up: one that allows is enough', () => {
    const second = `  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: { namespace: shop, name: q }
    spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }] }`
    expect(judge(call(web), 'Ingress', stateWith('{ podSelector: {}, policyTypes: [Ingress] }', second))).toBe('allowed')
  })
})

describe('network policies, egress', () => {
  it.each<[string, string, string]>([
    ['types left out, and a rule', '{ podSelector: {}, egress: [{ ports: [{ port: 53, protocol: UDP }] }] }', 'blocked'],
    ['types left out, no rule', '{ podSelector: {} }', 'allowed'],
    [
      'to the pod',
      '{ podSelector: {}, policyTypes: [Egress], egress: [{ to: [{ podSelector: { matchLabels: { app: cart } } }] }] }',
      'allowed',
    ],
  ])('%s', (_, policy, expected) => {
    expect(judge(call(web), 'Egress', stateWith(policy))).toBe(expected)
  })
})

describe('ports', () => {
  it('knows a port by its name in the called pod', () => {
    const state = stateWith(
      '{ podSelector: {}, ingress: [{ ports: [{ port: http }] }] }',
      `  - { apiVersion: v1, kind: Pod, metadata: { namespace: shop, name: c, labels: { app: cart } }, spec: { containers: [{ name: c, image: c, ports: [{ name: http, containerPort: 8080 }] }] } }
  - { apiVersion: v1, kind: Service, metadata: { namespace: shop, name: c }, spec: { ports: [{ port: 80, targetPort: http }, { port: 81 }, { port: 82, targetPort: nope }] } }`,
    )
    const [pod] = state.list('Pod')
    const [service] = state.list('Service')
    if (pod === undefined || service === undefined) throw new Error('the example has both')
    expect(judge({ from: web, to: peerOf(pod), port: 8080, protocol: 'TCP' }, 'Ingress', state)).toBe('allowed')
    expect(judge({ from: web, to: peerOf(pod), port: 9090, protocol: 'TCP' }, 'Ingress', state)).toBe('blocked')
    expect(targetPorts(service, pod).map(({ port }) => port)).toEqual([8080, 81])
  })

  it('reads policy types', () => {
    const [policy] = stateWith('{ podSelector: {}, policyTypes: [Egress] }').list('NetworkPolicy')
    expect(policy === undefined ? [] : directionsOf(policy)).toEqual(['Egress'])
  })
})

describe('address blocks', () => {
  it.each<[string, string, boolean]>([
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '0.0.0.0/0', true],
    ['10.1.2.3', '10.1.2.3/32', true],
    ['10.1.2.4', '10.1.2.3/32', false],
    ['fd00::5', 'fd00::/8', true],
    ['fe80::5', 'fd00::/8', false],
    ['10.1.2.3', '::/0', false],
    ['::1', '::/0', true],
    ['10.1.2.3', 'nonsense', false],
    ['10.1.2.300', '0.0.0.0/0', false],
  ])('%s in %s: %s', (address, block, expected) => {
    expect(isInBlock(address, block)).toBe(expected)
  })
})
