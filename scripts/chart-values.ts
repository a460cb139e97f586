import { z } from 'zod'

/** A part of a Kubernetes object that the API server itself checks. */
const part = z.record(z.string(), z.unknown())
const parts = z.array(part)
const words = z.record(z.string(), z.string())
const label = z.string().regex(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$/)
/** Twice the same would make two equal Roles. */
const namespaces = z.array(label.min(1)).meta({ uniqueItems: true })
const object = z.string().regex(/^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?)?$/)
const host = z.string().regex(/^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$/)
const port = z.int().min(1).max(65_535)
const quantity = z.union([z.string().regex(/^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi)?$/), z.number()])
const amounts = z.strictObject({ cpu: quantity, memory: quantity, 'ephemeral-storage': quantity }).partial()
const cidrs = z.array(z.string().regex(/^[0-9a-fA-F.:]+\/[0-9]{1,3}$/))
const key = z.string().regex(/^[-._a-zA-Z0-9]+$/)

/** The values of the chart: each of them, and nothing else. */
export const chartValuesSchema = z
  .strictObject({
    // Helm adds it, and shares it with charts that have this one below them.
    global: part,
    image: z
      .strictObject({
        repository: z.string().min(1),
        tag: z.string(),
        digest: z.string().regex(/^(sha256:[0-9a-f]{64})?$/),
        pullPolicy: z.enum(['Always', 'IfNotPresent', 'Never']),
        pullSecrets: z.array(z.strictObject({ name: object })),
      })
      .partial(),
    fullnameOverride: z.string().regex(/^([a-z]([-a-z0-9]*[a-z0-9])?)?$/),
    rbac: z
      .strictObject({ create: z.boolean(), namespaces, clusterObjects: z.boolean(), secrets: z.boolean(), withhold: z.array(z.string()) })
      .partial(),
    deployer: z.strictObject({ namespaces }).partial(),
    repairer: z.strictObject({ namespaces, argocdNamespace: label.min(1), dryRun: z.boolean() }).partial(),
    repair: z
      .strictObject({
        enabled: z.boolean(),
        mode: z.enum(['propose', 'commit', 'report']),
        argocdNamespace: label.min(1),
        existingSecret: object,
        instance: z.string().regex(/^([A-Za-z0-9-]{1,40})?$/),
        dryRun: z.boolean(),
        github: z
          .strictObject({
            appId: z.string().regex(/^\d*$/),
            installationId: z.string().regex(/^\d*$/),
            api: z.string().regex(/^(https:\/\/[^\s/]+.*)?$/),
          })
          .partial(),
        slack: z.strictObject({ channel: z.string().regex(/^[A-Z0-9]*$/) }).partial(),
        egressCidrs: cidrs,
      })
      .partial(),
    serviceAccount: z.strictObject({ existing: object, annotations: words }).partial(),
    token: z.strictObject({ existingSecret: object, key }).partial(),
    model: z
      .strictObject({
        provider: z.enum(['none', 'foundry-local', 'openai-compatible', 'azure-openai', 'embedded']),
        name: z.string(),
        endpoint: z.string().regex(/^(https?:\/\/[^\s/]+.*)?$/),
        trustPrivate: z.boolean(),
        existingSecret: object,
        key,
        file: z.string().regex(/^(\/models\/.+)?$/),
        volume: part,
      })
      .partial(),
    extraCa: object,
    runbooks: object,
    allowedHosts: z.array(host.min(1)),
    settings: z.record(z.string(), part),
    env: parts,
    service: z.strictObject({ type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer']), port, annotations: words }).partial(),
    ingress: z.strictObject({ enabled: z.boolean(), className: object, host, tlsSecret: object, annotations: words }).partial(),
    httpRoute: z.strictObject({ enabled: z.boolean(), parentRefs: parts, hostnames: z.array(host.min(1)) }).partial(),
    networkPolicy: z
      .strictObject({
        enabled: z.boolean(),
        from: parts,
        apiServerCidrs: cidrs,
        apiServerPorts: z.array(port).min(1),
        egress: parts,
      })
      .partial(),
    podDisruptionBudget: z.strictObject({ enabled: z.boolean() }).partial(),
    resources: z.strictObject({ requests: amounts, limits: amounts }).partial(),
    podLabels: words,
    podAnnotations: words,
    nodeSelector: words,
    tolerations: parts,
    affinity: part,
    priorityClassName: object,
    terminationGracePeriodSeconds: z.int().min(5).max(300),
  })
  .partial()
