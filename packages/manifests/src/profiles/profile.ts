import type { Severity } from '@aks-copilot/contracts'
import type { KubernetesVersion } from '@aks-copilot/kubernetes'

/** Where the manifests run today: which assumptions hold there that AKS does not share. */
export interface SourceProfile {
  readonly name: string
  readonly title: string
  /** Rule groups that apply because the manifests come from here (rules with `assumes`). */
  readonly assumes: readonly string[]
  /** What in a manifest shows that it comes from here. Each entry that is found counts once per object. */
  readonly evidence: {
    readonly apiGroups?: readonly string[]
    readonly storageClasses?: readonly string[]
    readonly ingressClasses?: readonly string[]
    readonly runtimeClasses?: readonly string[]
    readonly kinds?: readonly string[]
    /** Prefixes of label and annotation keys. */
    readonly keys?: readonly string[]
    /** Prefixes of image names. */
    readonly images?: readonly string[]
  }
}

/** Where the manifests shall run: what is enforced there, and what to use in place of what is missing. */
export interface TargetProfile {
  readonly name: string
  readonly title: string
  readonly kubernetes: KubernetesVersion
  /** AKS deployment safeguards: off, warn, or enforced (then a violation is denied). */
  readonly safeguards: 'off' | 'warn' | 'enforce'
  /** The Pod Security level that the namespaces have, and whether it denies or only warns. */
  readonly podSecurity: { readonly level: 'privileged' | 'baseline' | 'restricted'; readonly mode: 'warn' | 'enforce' }
  /** AKS Automatic, with its own admission rules. */
  readonly automatic: boolean
  readonly ingress: { readonly api: 'ingress' | 'gateway'; readonly className: string; readonly gatewayClassName: string }
  readonly networkPolicy: 'none' | 'azure' | 'cilium' | 'calico' | 'unknown'
  readonly storage: {
    /** Class for claims that one node mounts, and for those that several do. */
    readonly disk: string
    readonly shared: string
    /** Classes that the cluster has, besides those of the bundle. */
    readonly classes: readonly string[]
    /** Class of the source → class of the target. */
    readonly map: Readonly<Record<string, string>>
  }
  readonly registries: {
    /** Prefix of an image name → what to write instead. */
    readonly map: Readonly<Record<string, string>>
    /** Prefixes of the image names that admission allows; empty: all. */
    readonly allowed: readonly string[]
  }
  /** Requests to add where a container has none; undefined: only suggest. */
  readonly requests: { readonly cpu: string; readonly memory: string } | undefined
  /** Fixes of kind `opt` to apply without asking: rule ids, or `all`. */
  readonly allow: readonly string[]
  /** Severity of a rule on this target, when it differs. */
  readonly severity: Readonly<Record<string, Severity | 'off'>>
}
