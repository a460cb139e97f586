import type { ClusterState, LiveObject } from '@aks-copilot/cluster'
import type { Incident } from '@aks-copilot/contracts'
import { type Field, podSpec } from '@aks-copilot/kubernetes'
import type { ToolCall } from './tool-call.ts'

/** One call that could tell more. */
export interface PlannedCall {
  readonly call: ToolCall
  /** What it tells, one clause for people and models. */
  readonly tells: string
}

/** Where the cluster is in Azure, as the configuration says it. */
export interface AzurePlace {
  readonly resourceGroup: string
  /** Name of the AKS cluster. */
  readonly cluster: string
  /** Names of registries that may be asked for their tags: `contoso` of contoso.azurecr.io. */
  readonly registries: readonly string[]
}

/** `planned` are made for every incident of the kind; of `offered` one more, where somebody asks for it. Most telling first. */
export interface LivePlan {
  readonly planned: readonly PlannedCall[]
  readonly offered: readonly PlannedCall[]
}

const MOST_PLANNED = 3
const MOST_OFFERED = 5

type Topic = 'container' | 'image' | 'placing' | 'making' | 'network' | 'storage' | 'rights' | 'other'

const TOPICS: readonly (readonly [Topic, RegExp])[] = [
  ['image', /^image-|^pull-secret-/],
  ['placing', /^pod-(?:unschedulable|preempted|evicted|scheduling-gated)$|^node-|^hpa-at-maximum$/],
  ['making', /^replicaset-create-failed$|^quota-|^limitrange-|^service-account-missing$|^webhook-/],
  ['network', /^service-|^ingress-|^route-|^gateway-|^networkpolicy-|^log-(?:dns-failure|connection-refused)$/],
  ['storage', /^pvc?-|^volume-|^storageclass-/],
  ['rights', /^rbac-|^log-permission-denied$/],
  ['container', /^container-|^init-container-|^log-|-probe-failing$|^config-|^configmap-|^secret-|^pod-not-ready$|^job-|^cronjob-|-stuck$/],
]

/**
 * Which read-only calls add to what is known of an incident: the log around the line that a detector quotes, what happened since the
 * cluster was read, and what stands outside it. Every call is written so that `judgeToolCall` admits it; the names are from the cluster.
 */
export function livePlan({ cause }: Incident, state: ClusterState, azure?: AzurePlace): LivePlan {
  const { kind, namespace, name } = cause.object
  const live = state.find(kind, namespace, name)
  if (live === undefined || namespace === undefined) return { planned: [], offered: [] }
  const topic = TOPICS.find(([, pattern]) => pattern.test(cause.detector))?.[0] ?? 'other'
  const all = CALLS[topic](subjectOf(live, namespace, state), azure)
  return { planned: all.slice(0, MOST_PLANNED), offered: all.slice(MOST_PLANNED, MOST_PLANNED + MOST_OFFERED) }
}

interface Subject {
  readonly live: LiveObject
  readonly namespace: string
  /** The pod that is worst off, if it has any. */
  readonly pod: LiveObject | undefined
  readonly state: ClusterState
}

function subjectOf(live: LiveObject, namespace: string, state: ClusterState): Subject {
  const pods = live.kind === 'Pod' ? [live] : state.podsOf(live)
  const pod = pods.toSorted((left, right) => illness(right) - illness(left))[0]
  return { live, namespace, pod, state }
}

/** More restarts are worse, and not to be ready is worse than that. */
function illness(pod: LiveObject): number {
  const statuses = statusesOf(pod)
  const restarts = statuses.reduce((sum, status) => sum + (status.at('restartCount').number ?? 0), 0)
  return (statuses.every((status) => status.at('ready').is(true)) && statuses.length > 0 ? 0 : 1000) + Math.min(restarts, 999)
}

function statusesOf(pod: LiveObject): Field[] {
  return ['initContainerStatuses', 'containerStatuses'].flatMap((list) => pod.status.at(list).items())
}

function kubectl(tells: string, namespace: string | undefined, ...args: string[]): PlannedCall {
  return { tells, call: { tool: 'kubectl', args: [...args, ...(namespace === undefined ? [] : [`--namespace=${namespace}`])] } }
}

const CALLS: Readonly<Record<Topic, (subject: Subject, azure: AzurePlace | undefined) => readonly PlannedCall[]>> = {
  container: (subject) => [...logs(subject), ...podEvents(subject), pods(subject), ...history(subject), ...use(subject)],
  image: (subject, azure) => [...podEvents(subject), ...tags(subject, azure), pods(subject), ...history(subject)],
  placing: (subject, azure) => [...podEvents(subject), nodes(), ...pools(azure), claims(subject), quotas(subject), nodeUse()],
  making: (subject) => [...setEvents(subject), quotas(subject), limits(subject), ownEvents(subject), pods(subject)],
  network: (subject) => [endpoints(subject), labels(subject), ...logs(subject), policies(subject), ownEvents(subject), ingresses(subject)],
  storage: (subject) => [claims(subject), ...podEvents(subject), classes(), volumes(), ownEvents(subject)],
  rights: (subject) => [...logs(subject), bindings(subject), roles(subject), ...podEvents(subject)],
  other: (subject, azure) => [
    ownEvents(subject),
    ...podEvents(subject),
    ...logs(subject),
    ...history(subject),
    pods(subject),
    ...aks(azure),
  ],
}

const TAIL = '--tail=20'

/** Of the container that is worst off; where it runs again, the log before its last restart: of one that is down, the log is that of its end. */
function logs({ pod, namespace }: Subject): PlannedCall[] {
  if (pod === undefined) return []
  const begun = statusesOf(pod).filter((status) => !status.at('state', 'waiting').exists || status.at('lastState', 'terminated').exists)
  const ill = begun.toSorted((left, right) => Number(left.at('ready').is(true)) - Number(right.at('ready').is(true)))
  return ill.slice(0, 1).flatMap((status) => {
    const container = status.at('name').text ?? ''
    const isBack = status.at('state', 'running').exists && status.at('lastState', 'terminated').exists
    const words = `the end of the log of container ${container}${isBack ? ' before its last restart' : ''}`
    return [kubectl(words, namespace, 'logs', pod.name, `--container=${container}`, TAIL, ...(isBack ? ['--previous'] : []))]
  })
}

function podEvents({ pod, namespace }: Subject): PlannedCall[] {
  return pod === undefined ? [] : [kubectl('warnings about its pod', namespace, 'events', `--for=pod/${pod.name}`, '--types=Warning')]
}

function ownEvents({ live, namespace }: Subject): PlannedCall {
  return kubectl(`events of the ${live.kind}`, namespace, 'events', `--for=${live.kind.toLowerCase()}/${live.name}`)
}

/** Why pods of a Deployment are not made is said of its newest ReplicaSet. */
function setEvents({ live, namespace, state }: Subject): PlannedCall[] {
  const [newest] = state.controlledBy(live, 'ReplicaSet').toSorted((left, right) => (right.createdAt ?? 0) - (left.createdAt ?? 0))
  if (newest === undefined) return []
  return [
    kubectl('warnings about the ReplicaSet that makes its pods', namespace, 'events', `--for=replicaset/${newest.name}`, '--types=Warning'),
  ]
}

function pods({ namespace }: Subject): PlannedCall {
  return kubectl('the pods of the namespace with their nodes', namespace, 'get', 'pods', '--output=wide')
}

function labels({ namespace }: Subject): PlannedCall {
  return kubectl('the pods of the namespace with their labels', namespace, 'get', 'pods', '--show-labels')
}

function endpoints({ live, namespace }: Subject): PlannedCall {
  const own = live.kind === 'Service' ? [`--selector=kubernetes.io/service-name=${live.name}`] : []
  return kubectl('what answers for its Service', namespace, 'get', 'endpointslices', ...own)
}

function policies({ namespace }: Subject): PlannedCall {
  return kubectl('the network policies of the namespace', namespace, 'describe', 'networkpolicies')
}

function ingresses({ namespace }: Subject): PlannedCall {
  return kubectl('the Ingresses of the namespace', namespace, 'get', 'ingresses')
}

function claims({ namespace }: Subject): PlannedCall {
  return kubectl('the volume claims of the namespace', namespace, 'describe', 'persistentvolumeclaims')
}

function quotas({ namespace }: Subject): PlannedCall {
  return kubectl('the quotas of the namespace and their use', namespace, 'describe', 'resourcequotas')
}

function limits({ namespace }: Subject): PlannedCall {
  return kubectl('the limit ranges of the namespace', namespace, 'describe', 'limitranges')
}

function bindings({ namespace }: Subject): PlannedCall {
  return kubectl('which accounts have which roles in the namespace', namespace, 'get', 'rolebindings', '--output=wide')
}

function roles({ namespace }: Subject): PlannedCall {
  return kubectl('what the roles of the namespace allow', namespace, 'describe', 'roles')
}

function history({ live, namespace }: Subject): PlannedCall[] {
  if (!['Deployment', 'StatefulSet', 'DaemonSet'].includes(live.kind)) return []
  return [kubectl('the revisions of its rollout', namespace, 'rollout', 'history', `${live.kind.toLowerCase()}/${live.name}`)]
}

function use({ namespace }: Subject): PlannedCall[] {
  return [kubectl('what its containers use now', namespace, 'top', 'pods', '--containers')]
}

function nodes(): PlannedCall {
  return kubectl('the nodes and their state', undefined, 'get', 'nodes', '--output=wide')
}

function nodeUse(): PlannedCall {
  return kubectl('what the nodes use now', undefined, 'top', 'nodes')
}

function classes(): PlannedCall {
  return kubectl('the storage classes of the cluster', undefined, 'get', 'storageclasses')
}

function volumes(): PlannedCall {
  return kubectl('the volumes of the cluster', undefined, 'get', 'persistentvolumes')
}

/** Only what says how well it is: a cluster's description holds much that is nobody's business. */
const POOL = '[].{name:name,count:count,state:provisioningState,power:powerState.code,autoscaling:enableAutoScaling,most:maxCount}'
const CLUSTER = '{state:provisioningState,power:powerState.code,version:currentKubernetesVersion}'

function pools(azure: AzurePlace | undefined): PlannedCall[] {
  if (azure === undefined) return []
  const args = ['aks', 'nodepool', 'list', `--resource-group=${azure.resourceGroup}`, `--cluster-name=${azure.cluster}`, `--query=${POOL}`]
  return [{ tells: 'the node pools of the AKS cluster', call: { tool: 'az', args: [...args, '--output=table'] } }, ...aks(azure)]
}

function aks(azure: AzurePlace | undefined): PlannedCall[] {
  if (azure === undefined) return []
  const args = ['aks', 'show', `--resource-group=${azure.resourceGroup}`, `--name=${azure.cluster}`, `--query=${CLUSTER}`, '--output=json']
  return [{ tells: 'the state of the AKS cluster', call: { tool: 'az', args } }]
}

const AZURE_IMAGE = /^([a-z0-9]{5,50})\.azurecr\.io\/([a-z0-9][a-z0-9._/-]{0,200}?)(?::[^/]*|@.*)?$/

/** The newest tags of the repository that an image is taken from, where the registry is one that may be asked. */
function tags({ pod, live }: Subject, azure: AzurePlace | undefined): PlannedCall[] {
  const images = (
    podSpec(pod ?? live)
      ?.at('containers')
      .items() ?? []
  ).flatMap((container) => container.at('image').text ?? [])
  const found = images.map((image) => AZURE_IMAGE.exec(image)).find((match) => azure?.registries.includes(match?.[1] ?? '') === true)
  const [, registry = '', repository = ''] = found ?? []
  if (found === undefined || found === null) return []
  const args = ['acr', 'repository', 'show-tags', `--name=${registry}`, `--repository=${repository}`, '--top=20', '--orderby=time_desc']
  return [{ tells: `the newest tags of ${repository}`, call: { tool: 'az', args: [...args, '--output=tsv'] } }]
}
