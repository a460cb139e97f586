import { z } from 'zod'

/** What is read of an Application (argoproj.io/v1alpha1). Permissive: what Argo CD adds later does no harm, what is missing is undefined. */
const text = z.string().optional()
const texts = z.array(z.string()).optional()

const sourceSchema = z.looseObject({
  repoURL: z.string().default(''),
  path: text,
  targetRevision: text,
  chart: text,
  ref: text,
  directory: z
    .looseObject({ recurse: z.boolean().optional(), include: text, exclude: text, jsonnet: z.record(z.string(), z.unknown()).optional() })
    .optional(),
  helm: z
    .looseObject({
      releaseName: text,
      valueFiles: texts,
      values: text,
      valuesObject: z.record(z.string(), z.unknown()).optional(),
      parameters: z
        .array(z.looseObject({ name: z.string().default(''), value: z.string().default(''), forceString: z.boolean().optional() }))
        .optional(),
      fileParameters: z.array(z.unknown()).optional(),
      namespace: text,
    })
    .optional(),
  kustomize: z.record(z.string(), z.unknown()).optional(),
  plugin: z.record(z.string(), z.unknown()).optional(),
})
export type ApplicationSource = z.infer<typeof sourceSchema>

const operationSchema = z.looseObject({
  phase: z.enum(['Running', 'Terminating', 'Failed', 'Error', 'Succeeded']),
  message: text,
  retryCount: z.number().optional(),
  syncResult: z
    .looseObject({
      revision: text,
      revisions: texts,
      resources: z
        .array(
          z.looseObject({ group: text, version: text, kind: z.string(), namespace: text, name: z.string(), status: text, message: text }),
        )
        .nullish(),
    })
    .optional(),
})

export const applicationSchema = z.looseObject({
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().default(''),
    resourceVersion: text,
    uid: text,
    creationTimestamp: text,
  }),
  spec: z.looseObject({
    project: z.string().default('default'),
    source: sourceSchema.optional(),
    sources: z.array(sourceSchema).optional(),
    destination: z.looseObject({ server: text, name: text, namespace: text }).default({}),
    syncPolicy: z
      .looseObject({
        automated: z.looseObject({ enabled: z.boolean().optional(), prune: z.boolean().optional() }).nullish(),
        syncOptions: texts,
        retry: z.record(z.string(), z.unknown()).optional(),
      })
      .nullish(),
  }),
  operation: z.record(z.string(), z.unknown()).nullish(),
  status: z
    .looseObject({
      sync: z.looseObject({ status: text, revision: text, revisions: texts }).optional(),
      health: z.looseObject({ status: text }).optional(),
      operationState: operationSchema.optional(),
      sourceType: text,
      sourceTypes: texts,
      resources: z
        .array(
          z.looseObject({
            group: text,
            version: text,
            kind: z.string(),
            namespace: text,
            name: z.string(),
            status: text,
            health: z.looseObject({ status: text, message: text }).optional(),
          }),
        )
        .nullish(),
      history: z.array(z.looseObject({ revision: text, revisions: texts, deployedAt: z.string() })).nullish(),
      conditions: z.array(z.looseObject({ type: z.string(), message: z.string() })).nullish(),
    })
    .default({}),
})
export type Application = z.infer<typeof applicationSchema>

export const applicationListSchema = z.looseObject({
  metadata: z.looseObject({ continue: text }).default({}),
  items: z.array(applicationSchema),
})

const windowSchema = z.looseObject({
  kind: z.string().default(''),
  schedule: z.string().default(''),
  duration: z.string().default(''),
  timeZone: text,
  manualSync: z.boolean().default(false),
  andOperator: z.boolean().default(false),
  applications: z.array(z.string()).default([]),
  namespaces: z.array(z.string()).default([]),
  clusters: z.array(z.string()).default([]),
})
export type SyncWindow = z.infer<typeof windowSchema>

/** What is read of an AppProject. */
export const projectSchema = z.looseObject({
  spec: z.looseObject({ syncWindows: z.array(windowSchema).nullish() }).default({}),
})
