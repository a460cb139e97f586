import { z } from 'zod'
import { skippedSchema } from './check-report.ts'
import { changeSchema, incidentSchema, liveReferenceSchema } from './diagnosis.ts'

/** Every kind that `deploy` can ever write, with its place in the API, in the order of writing: what others stand on comes first. */
export const DEPLOYABLE_KINDS = {
  ServiceAccount: { group: '', plural: 'serviceaccounts' },
  ConfigMap: { group: '', plural: 'configmaps' },
  PersistentVolumeClaim: { group: '', plural: 'persistentvolumeclaims' },
  NetworkPolicy: { group: 'networking.k8s.io', plural: 'networkpolicies' },
  Service: { group: '', plural: 'services' },
  DaemonSet: { group: 'apps', plural: 'daemonsets' },
  StatefulSet: { group: 'apps', plural: 'statefulsets' },
  Deployment: { group: 'apps', plural: 'deployments' },
  Job: { group: 'batch', plural: 'jobs' },
  CronJob: { group: 'batch', plural: 'cronjobs' },
  Ingress: { group: 'networking.k8s.io', plural: 'ingresses' },
  HorizontalPodAutoscaler: { group: 'autoscaling', plural: 'horizontalpodautoscalers' },
  PodDisruptionBudget: { group: 'policy', plural: 'poddisruptionbudgets' },
} as const satisfies Readonly<Record<string, { readonly group: string; readonly plural: string }>>
export type DeployableKind = keyof typeof DEPLOYABLE_KINDS

/** A field that another field manager set to another value. `field` as the API server names it: `.spec.replicas`. */
export const fieldConflictSchema = z.object({ manager: z.string(), field: z.string() })
export type FieldConflict = z.infer<typeof fieldConflictSchema>

/** Why one object is not deployed; then nothing is. */
export const deployRefusalSchema = z.object({
  object: liveReferenceSchema,
  why: z.string(),
  /** Only where the API server says so. */
  conflicts: z.array(fieldConflictSchema).optional(),
})
export type DeployRefusal = z.infer<typeof deployRefusalSchema>

/** One object, and what became of it. */
export const deployedObjectSchema = z.object({
  object: liveReferenceSchema,
  action: z.enum(['create', 'change', 'none']),
  /** What changes, in words: `image web:1.4 → web:1.5`. Empty where nothing does. */
  text: z.string(),
  /** Field by field; values of ConfigMaps and what looks secret are never shown. Empty for what is new. */
  diff: changeSchema.shape.diff,
  /** Fields that are taken from other managers, as --force-conflicts allows. */
  takes: z.array(fieldConflictSchema),
  result: z.enum(['none', 'applied', 'failed', 'restored', 'removed', 'not-taken-back']),
  /** Of results that are no success. */
  why: z.string().optional(),
  health: z.object({ state: z.enum(['healthy', 'progressing', 'failed', 'unknown']), text: z.string() }).optional(),
})
export type DeployedObject = z.infer<typeof deployedObjectSchema>

/** The JSON of `deploy`, schemaVersion 1. Times are RFC 3339 in UTC. */
export const deployReportSchema = z.object({
  schemaVersion: z.literal(1),
  runId: z.string(),
  cluster: z.string(),
  namespace: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  /** `planned`: shown only. `refused`: nothing was written. `stopped`: by the user, while it was written or watched. */
  outcome: z.enum(['planned', 'declined', 'refused', 'healthy', 'failed', 'timed-out', 'stopped']),
  /** One sentence. */
  text: z.string(),
  objects: z.array(deployedObjectSchema),
  refusals: z.array(deployRefusalSchema),
  /** What is broken in what was deployed. */
  incidents: z.array(incidentSchema),
  /** What was not looked at. */
  skipped: z.array(skippedSchema),
})
export type DeployReport = z.infer<typeof deployReportSchema>
