import { checkReportSchema, checkRequestSchema, fixResponseSchema, profilesSchema } from '@aks-copilot/contracts'
import { KUBERNETES_VERSIONS } from '@aks-copilot/kubernetes'
import { SOURCE_PROFILES, TARGET_PROFILES } from '@aks-copilot/manifests'
import { requestSignal } from '../http/abort.ts'
import type { App } from '../http/app.ts'
import type { ServerParts } from '../http/server-parts.ts'

const MOST_BYTES = 5 * 1024 * 1024

/** Manifests in, report and fixed texts out. Nothing is stored. */
export function manifestRoutes(app: App, { manifests, mostAsks, stopping }: ServerParts): void {
  const options = { bodyLimit: MOST_BYTES, config: { rateLimit: { max: mostAsks, timeWindow: '1 minute' } } }
  app.post(
    '/api/check',
    {
      ...options,
      schema: { summary: 'Check manifests', tags: ['manifests'], body: checkRequestSchema, response: { 200: checkReportSchema } },
    },
    async ({ body, id }, reply) => await manifests.check(body, id, requestSignal(reply, stopping)),
  )
  app.post(
    '/api/fix',
    {
      ...options,
      schema: {
        summary: 'Propose fixes with their certificates: report, texts, diff, patch',
        tags: ['manifests'],
        body: checkRequestSchema,
        response: { 200: fixResponseSchema },
      },
    },
    async ({ body, id }, reply) => await manifests.fix(body, id, requestSignal(reply, stopping)),
  )
  app.get(
    '/api/profiles',
    { schema: { summary: 'What may be chosen as source, target and version', tags: ['manifests'], response: { 200: profilesSchema } } },
    () => ({
      sources: [
        { name: 'auto', title: 'Found out from the manifests' },
        ...Object.values(SOURCE_PROFILES).map(({ name, title }) => ({ name, title })),
      ],
      targets: Object.values(TARGET_PROFILES).map(({ name, title, kubernetes }) => ({ name, title, kubeVersion: kubernetes })),
      kubeVersions: [...KUBERNETES_VERSIONS],
    }),
  )
}
