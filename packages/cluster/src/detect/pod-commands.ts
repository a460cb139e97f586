import type { NextStep } from '@aks-copilot/contracts'
import type { LiveObject } from '../context/live-object.ts'
import { inNamespace } from './pods.ts'
import { shellWord } from './shell-words.ts'

/** `kubectl describe`: what the kubelet and the scheduler say of a pod. */
export function describeStep(object: LiveObject, text: string): NextStep {
  return { text, command: `kubectl describe ${object.kind.toLowerCase()} ${shellWord(object.name)}${inNamespace(object)}` }
}

/** What a container wrote; `previous`: before its last restart. */
export function logsStep(pod: LiveObject, container: string, text: string, previous = false): NextStep {
  return {
    text,
    command: `kubectl logs ${shellWord(pod.name)}${inNamespace(pod)} -c ${shellWord(container)} --tail=50${previous ? ' --previous' : ''}`,
  }
}

/** `kubectl edit` of the workload above a pod. */
export function editStep(object: LiveObject, text: string): NextStep {
  return { text, command: `kubectl edit ${object.kind.toLowerCase()} ${shellWord(object.name)}${inNamespace(object)}` }
}
