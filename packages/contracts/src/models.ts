import { z } from 'zod'

export const modelProviderSchema = z.enum(['foundry-local', 'openai-compatible', 'azure-openai', 'embedded', 'none'])
export type ModelProvider = z.infer<typeof modelProviderSchema>

/** One model that an endpoint offers. */
export const modelOfferSchema = z.object({
  name: z.string(),
  loaded: z.boolean(),
  bytes: z.number().optional(),
  contextTokens: z.number().int().optional(),
})
export type ModelOffer = z.infer<typeof modelOfferSchema>

/** How the endpoint is. Speeds are measured on real requests, undefined before the first. */
export const modelStatusSchema = z.object({
  provider: modelProviderSchema,
  /** The model that answers; `none` without one. */
  name: z.string(),
  endpoint: z.string().optional(),
  state: z.enum(['ready', 'loading', 'unreachable', 'not-configured', 'paused']),
  /** Why it is not ready, and the exact commands that mend it. */
  message: z.string().optional(),
  remedy: z.array(z.string()),
  /** Nothing leaves the machine. */
  local: z.boolean(),
  /** What leaves the machine and to whom, in one sentence. */
  leaves: z.string(),
  pseudonyms: z.boolean(),
  contextTokens: z.number().int(),
  speed: z.object({ firstTokenMs: z.number(), promptTokensPerSecond: z.number(), outputTokensPerSecond: z.number() }).partial(),
  offers: z.array(modelOfferSchema),
})
export type ModelStatus = z.infer<typeof modelStatusSchema>
