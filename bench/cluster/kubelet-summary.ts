import type { SyntheticObject } from './synthetic-objects.ts'

const GIGABYTE = 1024 ** 3

/** What the kubelet of a node would say at `/stats/summary`: CPU and memory of its pods, and claims of which 96 % are used. */
export function kubeletSummary(node: string, pods: Iterable<SyntheticObject>, now: number): unknown {
  const time = new Date(now).toISOString()
  const own = [...pods].filter((pod) => specOf(pod).nodeName === node)
  return {
    node: { nodeName: node, cpu: { time, usageNanoCores: 2e9 }, memory: { time, workingSetBytes: 8 * GIGABYTE } },
    pods: own.map((pod) => ({
      podRef: { name: pod.metadata.name, namespace: pod.metadata.namespace, uid: pod.metadata.uid },
      containers: [{ name: 'app', cpu: { time, usageNanoCores: 5e7 }, memory: { time, workingSetBytes: 0.1 * GIGABYTE } }],
      volume: (specOf(pod).volumes ?? []).flatMap(({ name, persistentVolumeClaim }) =>
        persistentVolumeClaim === undefined
          ? []
          : [
              {
                name,
                time,
                usedBytes: 9.6 * GIGABYTE,
                capacityBytes: 10 * GIGABYTE,
                pvcRef: { name: persistentVolumeClaim.claimName, namespace: pod.metadata.namespace },
              },
            ],
      ),
    })),
  }
}

interface Spec {
  readonly nodeName?: string
  readonly volumes?: readonly { readonly name: string; readonly persistentVolumeClaim?: { readonly claimName: string } }[]
}

function specOf(pod: SyntheticObject): Spec {
  return pod['spec'] as Spec
}
