import { isRecord, type ManifestObject } from './objects.ts'
import { absentNames, containers, isTrue, podSpec, selects, strings, type Value } from './read.ts'

/** Read one by one: differences that no plain reading of the object decides. */
export const NOTES: readonly { subject: string; object: string; right: boolean; why: string }[] = [
  {
    subject: 'Service selects nothing',
    object: 'Service/gke-managed-dcgm-exporter',
    right: true,
    why: 'its pods are made by GKE; a rule of group D',
  },
  {
    subject: 'name of an absent object',
    object: 'StatefulSet/queue',
    right: true,
    why: 'the Service of serviceName is not headless; a rule of group E',
  },
  {
    subject: 'name of an absent object',
    object: 'StatefulSet/cockroachdb',
    right: false,
    why: 'the claim comes from its volumeClaimTemplates',
  },
  {
    subject: 'name of an absent object',
    object: 'CronJob/nightly-report',
    right: false,
    why: 'the Secret is made by the Template of the same folder',
  },
  {
    subject: 'name of an absent object',
    object: 'DaemonSet/newrelic-agent',
    right: false,
    why: 'the Secret stands in a template beside it that is skipped, its name in plain text',
  },
  { subject: 'name of an absent object', object: 'DaemonSet/newrelic-infra-agent', right: false, why: 'as above' },
  {
    subject: 'Service selects nothing',
    object: 'Service/vtgate',
    right: false,
    why: 'the pods stand in a template beside it that is skipped',
  },
  { subject: 'label values', object: 'Pod/vttablet-{{uid}}', right: false, why: 'a placeholder that is filled in before the file is used' },
]

const REMOVED =
  /^(extensions|apps|batch|policy|networking\.k8s\.io|storage\.k8s\.io|scheduling\.k8s\.io|rbac\.authorization\.k8s\.io|autoscaling|admissionregistration\.k8s\.io)\/v\d(alpha|beta)\d$/
const BASELINE = 'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
  ' ',
)
const RESTRICTED_VOLUMES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
  'name',
])

/** What is so, by a plain reading of the object that neither our rules nor a peer's are part of. */
export const FACTS: Readonly<Record<string, (object: ManifestObject, siblings: readonly ManifestObject[]) => boolean>> = {
  'removed or deprecated API': ({ kind, value }) => REMOVED.test(String(value['apiVersion'])) || kind === 'Endpoints',
  'image tag': some(({ image }) => !/[^/]*(:(?!latest$)[^/]+|@sha256:\w+)$/.test(typeof image === 'string' ? image : '')),
  'no probe at all': (object) =>
    endless(object) &&
    containers(object, 'containers').some((one) => one['readinessProbe'] === undefined && one['livenessProbe'] === undefined),
  'resource requests': some((one) =>
    ['cpu', 'memory'].some(
      (name) => strings(one, 'resources', 'requests', name) === undefined && strings(one, 'resources', 'limits', name) === undefined,
    ),
  ),
  privileged: some((one) => isTrue(one, 'securityContext', 'privileged')),
  'host namespaces': (object) => ['hostPID', 'hostIPC', 'hostNetwork'].some((name) => isTrue(podSpec(object), name)),
  'host ports': some(({ ports }) => Array.isArray(ports) && ports.some((port) => isRecord(port) && Number(port['hostPort'] ?? 0) > 0)),
  'folders of the node': (object) => volumes(object).some((volume) => 'hostPath' in volume),
  'volume types': (object) => volumes(object).some((volume) => Object.keys(volume).some((name) => !RESTRICTED_VOLUMES.has(name))),
  'added capabilities': some((one) => list(one, 'add').some((name) => !BASELINE.includes(name))),
  'capabilities not dropped': some((one) => !list(one, 'drop').includes('ALL')),
  'runs as root': some(
    (one, pod) =>
      !(isTrue(one, 'securityContext', 'runAsNonRoot') || isTrue(pod, 'securityContext', 'runAsNonRoot')) ||
      strings(one, 'securityContext', 'runAsUser') === 0,
  ),
  'privilege escalation': some((one) => strings(one, 'securityContext', 'allowPrivilegeEscalation') !== false),
  seccomp: some(
    (one, pod) =>
      !['RuntimeDefault', 'Localhost'].includes(
        String(strings(one, 'securityContext', 'seccompProfile', 'type') ?? strings(pod, 'securityContext', 'seccompProfile', 'type')),
      ),
  ),
  'anti-affinity': ({ value }) =>
    Number(strings(value, 'spec', 'replicas') ?? 1) > 1 &&
    !JSON.stringify(value).includes('podAntiAffinity') &&
    !JSON.stringify(value).includes('topologySpreadConstraints'),
  'Service selects nothing': (object, siblings) => !siblings.some((sibling) => selects(object.value, sibling)),
  'name of an absent object': (object, siblings) => absentNames(object, siblings),
  'selector and labels': ({ value }) => strings(value, 'spec', 'selector') === undefined,
  'PodDisruptionBudget that selects nothing, or blocks': ({ value }, siblings) => blocks(value, siblings),
}

function some(test: (container: Value, pod: Value) => boolean): (object: ManifestObject) => boolean {
  return (object) => containers(object).some((container) => test(container, podSpec(object)))
}

function volumes(object: ManifestObject): Value[] {
  const all = podSpec(object)['volumes']
  return Array.isArray(all) ? all.filter(isRecord) : []
}

function list(container: Value, name: string): string[] {
  const all = strings(container, 'securityContext', 'capabilities', name)
  return Array.isArray(all) ? all.map(String) : []
}

function endless(object: ManifestObject): boolean {
  return !['Job', 'CronJob'].includes(object.kind) && !['Never', 'OnFailure'].includes(String(podSpec(object)['restartPolicy']))
}

function blocks(budget: Value, siblings: readonly ManifestObject[]): boolean {
  const labels = strings(budget, 'spec', 'selector', 'matchLabels')
  const owner = siblings.find((sibling) => selects({ spec: { selector: labels } }, sibling))
  const replicas = Number((owner && strings(owner.value, 'spec', 'replicas')) ?? 1)
  const share = (value: unknown): number =>
    String(value).endsWith('%') ? Math.ceil((Number.parseInt(String(value), 10) * replicas) / 100) : Number(value)
  return share(strings(budget, 'spec', 'maxUnavailable') ?? 1) === 0 || share(strings(budget, 'spec', 'minAvailable') ?? 0) >= replicas
}
