import type { Field } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'

/** A condition of a node that is not of the kubelet's own, read as good or bad. */
export interface NodeTrouble {
  readonly type: string
  readonly condition: Field
  /** What it means, where it is known. */
  readonly meaning: string | undefined
  /** True: nothing on the node can be relied on. */
  readonly grave: boolean
}

/** Told by node-not-ready and node-pressure. */
const OWN: ReadonlySet<string> = new Set(['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'])

/** Conditions of the node problem detector, of AKS and of network plugins: True is bad. */
const GRAVE: Readonly<Record<string, string>> = {
  NetworkUnavailable: 'its network is not set up',
  KernelDeadlock: 'its kernel hangs',
  ReadonlyFilesystem: 'its file system has become read-only',
  FilesystemCorruptionProblem: 'its file system is corrupt',
  KubeletProblem: 'its kubelet is not healthy',
  KubeletUnhealthy: 'its kubelet is not healthy',
  ContainerRuntimeProblem: 'its container runtime is not healthy',
  ContainerRuntimeUnhealthy: 'its container runtime is not healthy',
}

const LIGHT: Readonly<Record<string, string>> = {
  FrequentKubeletRestart: 'its kubelet restarts again and again',
  FrequentContainerdRestart: 'containerd restarts again and again',
  FrequentDockerRestart: 'Docker restarts again and again',
  FrequentUnregisterNetDevice: 'its kernel cannot let go of network devices',
  CorruptDockerOverlay2: 'the layers of its images are corrupt',
  VMEventScheduled: 'Azure has planned an event for its machine',
}

/** Which way an unknown condition means is told by its name; where it tells nothing, nothing is said. k3s has EtcdIsVoter, where True is good. */
const BAD_WHEN_TRUE =
  /(Problem|Pressure|Deadlock|Corrupt|Read-?only|Frequent|Unhealthy|Error|Failure|Failed|Fault|Unavailable|Degraded|Flapping|Missing|Lost)/
const GOOD_WHEN_TRUE = /(Ready|Healthy|Available|Voter|Running)$/

/** Every condition of a node, beside the kubelet's own four, that says that something is wrong. */
export function nodeTroubles(node: LiveObject): readonly NodeTrouble[] {
  return node.status
    .at('conditions')
    .items()
    .flatMap((condition) => {
      const type = condition.at('type').text ?? ''
      if (OWN.has(type) || !isBad(type, condition)) return []
      return [{ type, condition, meaning: GRAVE[type] ?? LIGHT[type], grave: GRAVE[type] !== undefined }]
    })
}

function isBad(type: string, condition: Field): boolean {
  const status = condition.at('status')
  if (GRAVE[type] !== undefined || LIGHT[type] !== undefined) return status.is('True')
  if (GOOD_WHEN_TRUE.test(type) && !/Un(healthy|available)$/i.test(type)) return status.is('False') && type !== 'EtcdIsVoter'
  return BAD_WHEN_TRUE.test(type) && status.is('True')
}
