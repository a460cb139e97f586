import type { PatchOperation } from '@aks-copilot/contracts'
import { KubernetesObject } from '@aks-copilot/kubernetes'
import { applyPatch } from 'rfc6902'
import { describe, expect, it } from 'vitest'
import { weakenings } from './weakenings.ts'

const POD = {
  serviceAccountName: 'web',
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  volumes: [{ name: 'config', configMap: { name: 'web' } }],
  containers: [
    {
      name: 'web',
      image: 'shop.azurecr.io/web:1.5',
      env: [
        { name: 'MODE', value: 'fast' },
        { name: 'AUTH_MODE', value: 'strict' },
      ],
      ports: [{ containerPort: 8080 }],
      readinessProbe: { httpGet: { port: 8080, path: '/ready' } },
      resources: { limits: { memory: '64Mi' }, requests: { cpu: '10m' } },
      volumeMounts: [{ name: 'config', mountPath: '/etc/web', readOnly: true }],
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsUser: 1000,
        capabilities: { drop: ['ALL'] },
      },
    },
    { name: 'proxy', image: 'envoy@sha256:abc', securityContext: { capabilities: { drop: ['NET_RAW'] } } },
  ],
}
const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', annotations: { 'example.com/auth-proxy': 'on', team: 'a' } },
  spec: { replicas: 2, template: { spec: POD } },
}
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } },
  spec: { type: 'ClusterIP', selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
}
const OUTSIDE = {
  ...SERVICE,
  spec: { ...SERVICE.spec, type: 'LoadBalancer', loadBalancerSourceRanges: ['10.0.0.0/8'] },
}
const INGRESS = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', annotations: { 'nginx.ingress.kubernetes.io/ssl-redirect': 'true' } },
  spec: {
    tls: [{ hosts: ['shop.example', '*.shop.example'], secretName: 'tls' }],
    rules: [
      {
        host: 'shop.example',
        http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] },
      },
    ],
  },
}
const NETWORK_POLICY = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'web' },
  spec: {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [{ podSelector: { matchLabels: { app: 'front' } } }] },
      { from: [{ podSelector: { matchLabels: { app: 'back' } } }] },
    ],
  },
}
const CONFIG = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web' }, data: { WORKERS: '4', VERIFY_TLS: 'true' } }

const SPEC = '/spec/template/spec'
const WEB = `${SPEC}/containers/0`
const set = (path: string, value: unknown): PatchOperation[] => [{ op: 'add', path, value }]
const remove = (path: string): PatchOperation[] => [{ op: 'remove', path }]

function judged(before: object, operations: readonly PatchOperation[]): string[] {
  const after = structuredClone(before) as Record<string, unknown>
  const faults = applyPatch(after, structuredClone([...operations]) as Parameters<typeof applyPatch>[1]).filter((fault) => fault !== null)
  if (faults.length > 0) throw new Error(String(faults[0]))
  return weakenings(new KubernetesObject(before as Record<string, unknown>), new KubernetesObject(after))
}

describe('what weakens nothing', () => {
  it.each<[string, object, PatchOperation[]]>([
    ['another tag', DEPLOYMENT, set(`${WEB}/image`, 'shop.azurecr.io/web:1.4')],
    ['another variable', DEPLOYMENT, set(`${WEB}/env/0/value`, 'slow')],
    ['a new variable', DEPLOYMENT, set(`${WEB}/env/-`, { name: 'COLOR', value: 'blue' })],
    ['another path of a probe', DEPLOYMENT, set(`${WEB}/readinessProbe/httpGet/path`, '/')],
    ['a higher limit', DEPLOYMENT, set(`${WEB}/resources/limits/memory`, '128Mi')],
    ['another ConfigMap', DEPLOYMENT, set(`${SPEC}/volumes/0/configMap/name`, 'web-config')],
    ['more replicas', DEPLOYMENT, set('/spec/replicas', 3)],
    ['another annotation', DEPLOYMENT, set('/metadata/annotations/team', 'b')],
    ['containers in another order', DEPLOYMENT, [{ op: 'move', from: `${SPEC}/containers/0`, path: `${SPEC}/containers/1` }]],
    ['a digest in place of a tag', DEPLOYMENT, set(`${WEB}/image`, 'shop.azurecr.io/web@sha256:abc')],
    [
      'a pod that says what its container says',
      DEPLOYMENT,
      [...set(`${SPEC}/securityContext/runAsUser`, 1000), ...remove(`${WEB}/securityContext/runAsUser`)],
    ],
    ['all dropped in place of one', DEPLOYMENT, set(`${SPEC}/containers/1/securityContext/capabilities/drop`, ['ALL'])],
    ['another selector', SERVICE, set('/spec/selector/app', 'front')],
    ['another target port', SERVICE, set('/spec/ports/0/targetPort', 8081)],
    ['no longer outside', OUTSIDE, [...set('/spec/type', 'ClusterIP')]],
    ['another backend', INGRESS, set('/spec/rules/0/http/paths/0/backend/service/port/number', 8080)],
    ['a host below the wildcard', INGRESS, set('/spec/rules/-', { host: 'www.shop.example' })],
    ['a rule less', NETWORK_POLICY, remove('/spec/ingress/1')],
    ['another value', CONFIG, set('/data/WORKERS', '2')],
  ])('%s', (_, before, operations) => {
    expect(judged(before, operations)).toEqual([])
  })
})

describe('what weakens', () => {
  it.each<[string, object, PatchOperation[], RegExp]>([
    ['privileged', DEPLOYMENT, set(`${WEB}/securityContext/privileged`, true), /privileged/],
    ['privilege escalation', DEPLOYMENT, remove(`${WEB}/securityContext/allowPrivilegeEscalation`), /gain privileges/],
    ['a capability', DEPLOYMENT, set(`${WEB}/securityContext/capabilities/add`, ['NET_ADMIN']), /NET_ADMIN/],
    ['capabilities kept', DEPLOYMENT, remove(`${WEB}/securityContext/capabilities`), /keeps the usual capabilities/],
    [
      'one capability kept',
      DEPLOYMENT,
      set(`${SPEC}/containers/1/securityContext/capabilities/drop`, ['CHOWN']),
      /keeps capability NET_RAW/,
    ],
    ['root, by the pod', DEPLOYMENT, remove(`${SPEC}/securityContext/runAsNonRoot`), /may run as root/],
    ['root, by the container', DEPLOYMENT, set(`${WEB}/securityContext/runAsNonRoot`, false), /may run as root/],
    ['user 0', DEPLOYMENT, set(`${WEB}/securityContext/runAsUser`, 0), /runs as root/],
    ['any user', DEPLOYMENT, remove(`${WEB}/securityContext/runAsUser`), /whatever user/],
    ['a root file system to write', DEPLOYMENT, remove(`${WEB}/securityContext/readOnlyRootFilesystem`), /root file system/],
    ['no seccomp', DEPLOYMENT, remove(`${SPEC}/securityContext/seccompProfile`), /seccomp/],
    ['seccomp of a container', DEPLOYMENT, set(`${WEB}/securityContext/seccompProfile`, { type: 'Unconfined' }), /without seccomp/],
    ['no AppArmor', DEPLOYMENT, set(`${WEB}/securityContext/appArmorProfile`, { type: 'Unconfined' }), /AppArmor/],
    ['/proc', DEPLOYMENT, set(`${WEB}/securityContext/procMount`, 'Unmasked'), /proc/],
    ['a security context gone', DEPLOYMENT, remove(`${WEB}/securityContext`), /gain privileges/],
    ['the network of the host', DEPLOYMENT, set(`${SPEC}/hostNetwork`, true), /hostNetwork/],
    ['the processes of the host', DEPLOYMENT, set(`${SPEC}/hostPID`, true), /hostPID/],
    ['a port of the host', DEPLOYMENT, set(`${WEB}/ports/0/hostPort`, 80), /port 80 of the node/],
    ['a folder of the host', DEPLOYMENT, set(`${SPEC}/volumes/-`, { name: 'root', hostPath: { path: '/' } }), /mounts `\/` of the node/],
    ['a kernel parameter', DEPLOYMENT, set(`${SPEC}/securityContext/sysctls`, [{ name: 'kernel.msgmax', value: '1' }]), /kernel\.msgmax/],
    ['the token', DEPLOYMENT, remove(`${SPEC}/automountServiceAccountToken`), /token/],
    [
      'a projected token',
      DEPLOYMENT,
      set(`${SPEC}/volumes/-`, { name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }),
      /token/,
    ],
    ['another account', DEPLOYMENT, set(`${SPEC}/serviceAccountName`, 'admin'), /ServiceAccount `admin`/],
    ['another Secret', DEPLOYMENT, set(`${WEB}/envFrom`, [{ secretRef: { name: 'db' } }]), /Secret `db`/],
    ['another repository', DEPLOYMENT, set(`${WEB}/image`, 'shop.azurecr.io/evil:1.5'), /another repository/],
    ['another registry', DEPLOYMENT, set(`${WEB}/image`, 'evil.example/web:1.5'), /evil\.example/],
    ['a name that only looks the same', DEPLOYMENT, set(`${WEB}/image`, 'shop.azurecr.io.evil.example/web:1.5'), /another repository/],
    ['latest', DEPLOYMENT, set(`${WEB}/image`, 'shop.azurecr.io/web:latest'), /not fixed/],
    ['no tag', DEPLOYMENT, set(`${WEB}/image`, 'shop.azurecr.io/web'), /not fixed/],
    ['a tag in place of a digest', DEPLOYMENT, set(`${SPEC}/containers/1/image`, 'envoy:1.30'), /digest/],
    ['a probe gone', DEPLOYMENT, remove(`${WEB}/readinessProbe`), /readinessProbe/],
    ['a limit gone', DEPLOYMENT, remove(`${WEB}/resources/limits/memory`), /limits\.memory/],
    ['a request gone', DEPLOYMENT, remove(`${WEB}/resources/requests`), /requests\.cpu/],
    ['a mount to write to', DEPLOYMENT, remove(`${WEB}/volumeMounts/0/readOnly`), /may write/],
    ['a container gone', DEPLOYMENT, remove(`${SPEC}/containers/1`), /proxy.*gone/],
    ['a container more', DEPLOYMENT, set(`${SPEC}/initContainers`, [{ name: 'x', image: 'x:1' }]), /`x` runs images/],
    ['a variable that protects', DEPLOYMENT, set(`${WEB}/env/1/value`, 'none'), /AUTH_MODE/],
    ['an annotation that protects', DEPLOYMENT, remove('/metadata/annotations/example.com~1auth-proxy'), /auth-proxy/],
    ['a Service for everybody', SERVICE, set('/spec/type', 'LoadBalancer'), /LoadBalancer/],
    ['a port of every node', SERVICE, set('/spec/type', 'NodePort'), /NodePort/],
    ['an address from outside', SERVICE, set('/spec/externalIPs', ['1.2.3.4']), /1\.2\.3\.4/],
    ['a name elsewhere', SERVICE, [...set('/spec/type', 'ExternalName'), ...set('/spec/externalName', 'evil.example')], /evil\.example/],
    ['no longer internal', SERVICE, remove('/metadata/annotations/service.beta.kubernetes.io~1azure-load-balancer-internal'), /internal/],
    ['more callers', OUTSIDE, set('/spec/loadBalancerSourceRanges/-', '0.0.0.0/0'), /0\.0\.0\.0/],
    ['any caller', OUTSIDE, remove('/spec/loadBalancerSourceRanges'), /who may call/],
    ['another port outside', OUTSIDE, set('/spec/ports/-', { port: 5432 }), /5432/],
    ['TLS gone', INGRESS, remove('/spec/tls'), /loses its TLS/],
    ['a host without TLS', INGRESS, set('/spec/rules/-', { host: 'other.example' }), /other\.example/],
    ['no redirect to TLS', INGRESS, set('/metadata/annotations/nginx.ingress.kubernetes.io~1ssl-redirect', 'false'), /ssl-redirect/],
    ['a policy for other pods', NETWORK_POLICY, set('/spec/podSelector/matchLabels/tier', 'x'), /other pods/],
    ['a policy for one direction', NETWORK_POLICY, set('/spec/policyTypes', ['Ingress']), /Egress/],
    ['a rule more', NETWORK_POLICY, set('/spec/ingress/-', {}), /another rule for ingress/],
    ['a wider rule', NETWORK_POLICY, remove('/spec/ingress/0/from'), /another rule for ingress/],
    ['a setting that protects', CONFIG, set('/data/VERIFY_TLS', 'false'), /VERIFY_TLS/],
    ['a variable that switches a guard off', DEPLOYMENT, set(`${WEB}/env/-`, { name: 'INSECURE_SKIP_VERIFY', value: '1' }), /INSECURE/],
    ['an argument that switches a guard off', DEPLOYMENT, set(`${WEB}/args`, ['--no-auth']), /argument/],
    ['a key that switches a guard off', CONFIG, set('/data/DISABLE_AUTH', 'true'), /DISABLE_AUTH/],
    ['another kind', CONFIG, set('/kind', 'Deployment'), /another kind/],
  ])('%s', (_, before, operations, expected) => {
    expect(judged(before, operations).join('\n')).toMatch(expected)
  })

  it('tells no value of what protects', () => {
    expect(judged(CONFIG, set('/data/VERIFY_TLS', 'hunter2')).join()).not.toContain('hunter2')
    expect(judged(DEPLOYMENT, set(`${WEB}/env/1/value`, 'hunter2')).join()).not.toContain('hunter2')
  })

  it.each(['Role', 'ClusterRoleBinding', 'ServiceAccount', 'Secret'])('any change of a %s', (kind) => {
    const before = { apiVersion: 'v1', kind, metadata: { name: 'x' } }
    expect(judged(before, set('/metadata/labels', { a: 'b' })).join()).toMatch(/for a person/)
  })
})
