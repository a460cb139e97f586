import { z } from 'zod'
import { repairModeSchema } from '@aks-copilot/contracts'

/** Kinds that a repair may change. Never Secrets, roles, bindings, namespaces, quotas, CRDs. */
const REPAIRABLE_KINDS = [
  'ConfigMap',
  'CronJob',
  'DaemonSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'Ingress',
  'Job',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'Service',
  'StatefulSet',
] as const

/** What the debug loop may do. It comes from the configuration of who runs it, never from the repository or the cluster. */
export const repairPolicySchema = z.strictObject({
  mode: repairModeSchema.default('propose'),
  /** Namespaces whose objects may be changed; empty: those of the application's destination alone. */
  namespaces: z.array(z.string()).default([]),
  kinds: z.array(z.string()).default([...REPAIRABLE_KINDS]),
  /** Folders or files of the repository that may be changed, as globs; empty: the folder of the application, and what it refers to. */
  paths: z.array(z.string()).default([]),
  /** Attempts of one run. */
  attempts: z.number().int().min(1).max(10).default(3),
  /** Minutes until the run gives up, waiting for people included. */
  minutes: z
    .number()
    .positive()
    .default(24 * 60),
  /** Minutes that an application has to become healthy after a commit is deployed. */
  healthyMinutes: z.number().positive().default(10),
  /** Seconds for which the application must be broken, or well, before it counts. */
  settleSeconds: z.number().min(0).default(30),
  /** Files that one attempt may change. */
  files: z.number().int().min(1).default(3),
  /** Characters that one attempt may write. */
  characters: z.number().int().min(1).default(2000),
  /** How a memory limit that is too small may be raised: `factor` times, up to `most` (a Kubernetes quantity); absent: not at all. */
  memory: z.strictObject({ factor: z.number().gt(1).max(4).default(2), most: z.string().default('1Gi') }).optional(),
})
export type RepairPolicy = z.infer<typeof repairPolicySchema>
