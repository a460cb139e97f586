import type { Severity } from '@aks-copilot/contracts'
import {
  asksForWindowsNodes,
  type ContainerList,
  containers,
  type Field,
  isWindowsPod,
  type KubernetesObject,
  podTemplate,
  type SecurityContext,
  securityContexts,
} from '@aks-copilot/kubernetes'
import type { TargetProfile } from '../profiles/profile.ts'
import { automatic, type Intent, judgement, option, type Proposal } from './rule.ts'

/** Namespaces that AKS leaves out of its deployment safeguards and of Pod Security. */
const EXCLUDED: ReadonlySet<string> = new Set(['kube-system', 'gatekeeper-system', 'azure-arc'])

/** Whether admission on AKS looks at an object; one without a namespace may be put anywhere. */
export function isGuarded(object: KubernetesObject): boolean {
  return object.namespace === undefined || !EXCLUDED.has(object.namespace)
}

/** The containers that admission looks at: of every list unless told which. */
export function guardedContainers(object: KubernetesObject, ...lists: readonly ContainerList[]): readonly Field[] {
  return isGuarded(object) ? containers(object, ...lists) : []
}

/** The containers that Pod Security asks Linux settings of: none on Windows. */
export function guardedLinuxContainers(object: KubernetesObject): readonly Field[] {
  return isWindowsPod(object) ? [] : guardedContainers(object)
}

/** The pod template that admission looks at. */
export function guardedTemplate(object: KubernetesObject): Field | undefined {
  return isGuarded(object) ? podTemplate(object) : undefined
}

/** The pod spec that admission looks at. */
export function guardedPodSpec(object: KubernetesObject): Field | undefined {
  return guardedTemplate(object)?.at('spec')
}

/** The security contexts that admission looks at: the pod's, then those of the containers. */
export function guardedSecurityContexts(object: KubernetesObject): readonly SecurityContext[] {
  return isGuarded(object) ? securityContexts(object) : []
}

/** A deployment safeguard denies where the target enforces them, else it is a risk. */
export function safeguardSeverity({ safeguards }: TargetProfile): Severity | 'off' {
  return safeguards === 'off' ? 'off' : safeguards === 'enforce' ? 'error' : 'warning'
}

/** Pod Security "baseline" is part of "restricted". */
export function baselineSeverity({ podSecurity }: TargetProfile): Severity | 'off' {
  return podSecurity.level === 'privileged' ? 'off' : podSecurity.mode === 'enforce' ? 'error' : 'warning'
}

export function restrictedSeverity(target: TargetProfile): Severity | 'off' {
  return target.podSecurity.level === 'restricted' ? baselineSeverity(target) : 'off'
}

/** The admission rules of AKS Automatic: they deny there, and exist nowhere else. */
export function automaticSeverity({ automatic }: TargetProfile): Severity | 'off' {
  return automatic ? 'error' : 'off'
}

/** Gives up something that was asked for by name: without question only where the pod would be denied with it. */
export function hardening({ podSecurity }: TargetProfile, description: string, intents: readonly Intent[]): Proposal {
  return podSecurity.mode === 'enforce' ? automatic(description, intents) : option(description, intents)
}

/** A Linux setting helps no pod on Windows: there, the pod has to say so. */
export function linuxSetting(object: KubernetesObject, proposal: Proposal): Proposal {
  return asksForWindowsNodes(object)
    ? judgement(
        'The pod asks for Windows nodes: if that is what it is made for, set spec.os.name to windows, and the rule no longer applies.',
      )
    : proposal
}
