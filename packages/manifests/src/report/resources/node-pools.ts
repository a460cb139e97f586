import { containers, type Field, parseQuantity, podSpec, table } from '@aks-copilot/kubernetes'
import { affinityDemands, selectorDemands } from '../../inspect/node-demands.ts'
import type { ManifestObject } from '../../source/manifest.ts'
import { inlineCode } from '../markdown/escape.ts'
import { gather, type Need, plainName, type Section, type Survey, word } from './survey.ts'

const ADD = 'az aks nodepool add --resource-group $RESOURCE_GROUP --cluster-name $CLUSTER'
const SPOT = 'kubernetes.azure.com/scalesetpriority'
/** Labels that every node has; asking for them needs no pool of its own. */
const ORDINARY = table<readonly string[]>({
  'kubernetes.io/os': ['linux'],
  'beta.kubernetes.io/os': ['linux'],
  'kubernetes.io/arch': ['amd64'],
  'beta.kubernetes.io/arch': ['amd64'],
  'kubernetes.azure.com/mode': ['system', 'user'],
})

interface Demand {
  readonly object: ManifestObject
  readonly at: Field
  readonly key: string
  readonly value: string
}

/** Nodes that an ordinary pool does not have. */
export function nodePools(survey: Survey): Section {
  const demands = survey.objects.flatMap(demandsOf)
  const needs = gather(demands, ({ key, value }) => `${key}=${value}`).map(([, own]) => labelNeed(own, survey))
  return { title: 'Node pools', needs: [...needs, ...gpuNeed(survey), ...taintNeeds(survey)] }
}

function demandsOf(object: ManifestObject): Demand[] {
  const spec = podSpec(object)
  if (spec === undefined) return []
  return [...selectorDemands(spec), ...affinityDemands(spec)]
    .filter(({ key, values }) => values !== undefined && values.length > 0 && !values.some((value) => ORDINARY[key]?.includes(value)))
    .map(({ at, key, values }) => ({ object, at, key, value: values?.[0] ?? '' }))
}

function labelNeed(demands: readonly Demand[], survey: Survey): Need {
  const { key, value } = demands[0] as Demand
  const because = demands.map(({ object, at }) => survey.place(object, at))
  const os = key.endsWith('kubernetes.io/os') && value === 'windows'
  const arm = key.endsWith('kubernetes.io/arch') && value === 'arm64'
  if (os) return { what: 'A Windows node pool', because, make: [`${ADD} --name win --os-type Windows --node-count 1`] }
  if (arm)
    return {
      what: 'A node pool of Arm64 machines: choose a size of an Arm-based series',
      because,
      make: [`${ADD} --name arm64 --node-count 1 --node-vm-size $ARM64_SIZE`],
    }
  if (key === SPOT && value === 'spot')
    return {
      what: 'A Spot node pool',
      because,
      make: [
        `${ADD} --name spot --priority Spot --eviction-policy Delete --spot-max-price -1 --enable-cluster-autoscaler --min-count 1 --max-count 3`,
      ],
    }
  if (key.startsWith('topology.kubernetes.io/') || key.startsWith('failure-domain.beta.kubernetes.io/'))
    return {
      what: `Nodes in ${inlineCode(value)} (${inlineCode(key)}); on AKS a zone is called like ${inlineCode('westeurope-1')}`,
      because,
    }
  if (key === 'kubernetes.io/hostname')
    return { what: `One node by its name, ${inlineCode(value)}: AKS gives nodes names of its own`, because }
  if (/(^|\.)kubernetes\.(azure\.com|io)\//.test(key) || key === 'agentpool')
    return { what: `Nodes with ${inlineCode(`${key}=${value}`)}, a label that AKS or Kubernetes sets itself`, because }
  return {
    what: `Nodes with the label ${inlineCode(`${key}=${value}`)}`,
    because,
    make: [`${ADD} --name ${plainName(value, 12, 'pool')} --node-count 1 --labels ${word(`${key}=${value}`)}`],
  }
}

function gpuNeed(survey: Survey): Need[] {
  const uses = survey.objects.flatMap((object) =>
    containers(object)
      .map((container) => ({ object, at: container.at('resources', 'limits', 'nvidia.com/gpu') }))
      .filter(({ at }) => at.exists),
  )
  if (uses.length === 0) return []
  return [
    {
      what: 'A node pool of machines with NVIDIA GPUs: choose a size that your quota has. The driver is on its nodes, the NVIDIA device plugin has to be installed',
      because: uses.map(({ object, at }) => `${parseQuantity(at.value) ?? '?'} GPU: ${survey.place(object, at)}`),
      make: [`${ADD} --name gpu --node-count 1 --node-vm-size $GPU_SIZE`],
    },
  ]
}

/** A toleration asks for nothing by itself; it shows that a tainted pool was there. */
function taintNeeds(survey: Survey): Need[] {
  const tolerations = survey.objects.flatMap((object) =>
    (podSpec(object)?.at('tolerations').items() ?? []).map((at) => ({
      object,
      at,
      key: at.at('key').text ?? '',
      value: at.at('value').text ?? '',
      effect: at.at('effect').text ?? '',
    })),
  )
  const own = tolerations.filter(
    ({ key, effect }) => key !== '' && effect !== '' && !/(^|\.)kubernetes\.(io|azure\.com)\//.test(key) && key !== 'CriticalAddonsOnly',
  )
  return gather(own, ({ key, value, effect }) => `${key}${value === '' ? '' : `=${value}`}:${effect}`).map(([taint, uses]) => ({
    what: `Perhaps nodes with the taint ${inlineCode(taint)}: pods tolerate it`,
    because: uses.map(({ object, at }) => survey.place(object, at)),
    make: taint.includes('=') ? [`${ADD} --name ${plainName(taint, 12, 'pool')} --node-count 1 --node-taints ${word(taint)}`] : [],
  }))
}
