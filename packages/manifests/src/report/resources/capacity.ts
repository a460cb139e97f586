import { containers, isSidecar, parseQuantity, podSpec, replicas } from '@aks-copilot/kubernetes'
import type { ManifestObject } from '../../source/manifest.ts'
import { inlineCode, table } from '../markdown/escape.ts'
import type { Section, Survey } from './survey.ts'

/** What pods can use of a node with 4 vCPU and 16 GiB after the reservations of AKS, about. */
const NODE = { cpu: 3.8, memory: 12 * 2 ** 30, title: '4 vCPU and 16 GiB' }
/** Part of a node that is left for pods of the system, rollouts and bursts. */
const USABLE = 0.8

interface Load {
  readonly object: ManifestObject
  readonly pods: number
  readonly most: number
  readonly cpu: number
  readonly memory: number
  readonly unknown: boolean
}

/** What the pods request, and how many nodes that is: an estimate. */
export function capacity(survey: Survey): Section {
  const scaled = new Map(
    survey
      .of('HorizontalPodAutoscaler', 'autoscaling')
      .map((one) => [
        `${one.namespace ?? ''}/${one.at('spec', 'scaleTargetRef', 'kind').text}/${one.at('spec', 'scaleTargetRef', 'name').text}`,
        one.at('spec', 'maxReplicas').number,
      ]),
  )
  const loads = survey.objects.flatMap((object) => loadOf(object, scaled.get(`${object.namespace ?? ''}/${object.kind}/${object.name}`)))
  if (loads.length === 0) return { title: 'Capacity', needs: [] }
  const perNode = loads.filter(({ object }) => object.kind === 'DaemonSet')
  const steady = loads.filter((load) => !perNode.includes(load))
  const rows = loads.map((load) => [
    survey.place(load.object),
    load.object.kind === 'DaemonSet' ? 'each node' : `${load.pods}${load.most > load.pods ? ` to ${load.most}` : ''}`,
    cores(load.cpu),
    mebibytes(load.memory),
    load.unknown ? 'a container requests nothing' : '',
  ])
  return {
    title: 'Capacity',
    intro: [table(['Workload', 'Pods', 'CPU each', 'Memory each', ''], rows), estimate(steady, perNode)].join('\n\n'),
    needs: [],
  }
}

function loadOf(object: ManifestObject, most: number | undefined): Load[] {
  const spec = podSpec(object)
  if (spec === undefined || object.kind === 'PodTemplate') return []
  const pods = replicas(object) ?? (object.kind === 'Job' ? (object.at('spec', 'parallelism').number ?? 1) : 1)
  const running = [...containers(object, 'containers'), ...containers(object, 'initContainers').filter(isSidecar)]
  const first = containers(object, 'initContainers').filter((container) => !isSidecar(container))
  const request = (container: (typeof running)[number], name: string): number =>
    parseQuantity(container.at('resources', 'requests', name).value ?? container.at('resources', 'limits', name).value) ?? 0
  const sum = (name: string): number =>
    Math.max(
      running.reduce((total, container) => total + request(container, name), 0),
      ...first.map((container) => request(container, name)),
    )
  const unknown = running.some((container) => request(container, 'cpu') === 0 || request(container, 'memory') === 0)
  return [{ object, pods, most: Math.max(pods, most ?? 0), cpu: sum('cpu'), memory: sum('memory'), unknown }]
}

function estimate(steady: readonly Load[], perNode: readonly Load[]): string {
  const total = (loads: readonly Load[], pick: (load: Load) => number, number: (load: Load) => number = () => 1): number =>
    loads.reduce((sum, load) => sum + pick(load) * number(load), 0)
  const [cpu, memory] = [
    total(
      steady,
      (load) => load.cpu,
      ({ pods }) => pods,
    ),
    total(
      steady,
      (load) => load.memory,
      ({ pods }) => pods,
    ),
  ]
  const [mostCpu, mostMemory] = [
    total(
      steady,
      (load) => load.cpu,
      ({ most }) => most,
    ),
    total(
      steady,
      (load) => load.memory,
      ({ most }) => most,
    ),
  ]
  const room = {
    cpu: NODE.cpu * USABLE - total(perNode, (load) => load.cpu),
    memory: NODE.memory * USABLE - total(perNode, (load) => load.memory),
  }
  const sums = `Together, every Job and CronJob running at once: **${cores(cpu)}** and **${mebibytes(memory)}**${mostCpu > cpu || mostMemory > memory ? `, scaled out fully ${cores(mostCpu)} and ${mebibytes(mostMemory)}` : ''}.`
  if (room.cpu <= 0 || room.memory <= 0)
    return `${sums}\n\n**Estimate:** the DaemonSets alone fill a node of ${NODE.title}; choose larger ones.`
  const nodes = (cores: number, bytes: number): number => Math.max(1, Math.ceil(Math.max(cores / room.cpu, bytes / room.memory)))
  const [least, most] = [nodes(cpu, memory), nodes(mostCpu, mostMemory)]
  const unknown = [...steady, ...perNode].some((load) => load.unknown) ? ' Containers without requests are not in it.' : ''
  const line = `az aks nodepool update --resource-group $RESOURCE_GROUP --cluster-name $CLUSTER --name $POOL --enable-cluster-autoscaler --min-count ${least} --max-count ${Math.max(most, least + 1)}`
  return `${sums}\n\n**Estimate, not a promise:** ${least}${most > least ? ` to ${most}` : ''} node${most === 1 ? '' : 's'} of ${NODE.title} (about ${NODE.cpu} vCPU and 12 GiB of each are for pods, a fifth of that kept free), from what pods request, not from what they use.${unknown} Three nodes or more, in several zones, survive the loss of one. ${inlineCode(line)}`
}

function cores(value: number): string {
  return value >= 1 ? `${Math.round(value * 100) / 100} CPU` : `${Math.round(value * 1000)}m CPU`
}

function mebibytes(bytes: number): string {
  return bytes >= 2 ** 30 ? `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB` : `${Math.round(bytes / 2 ** 20)} MiB`
}
