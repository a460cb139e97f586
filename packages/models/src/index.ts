/**
 * Language models behind one interface: foundry-local, openai-compatible, azure-openai, embedded, none.
 * Must never fall back to another vendor, retry what is no transient fault, or send secrets.
 */
export type { GenerateRequest, Model, ModelEvent, PromptMessage, Structured, StructuredRequest, Usage } from './model.ts'
export { MODEL_DEFAULTS } from './model-defaults.ts'
export { type ModelOptions, openModel } from './open-model.ts'
export { type NameSource, withPseudonyms } from './pseudonyms/with-pseudonyms.ts'
export { estimateTokens } from './tokens/estimate-tokens.ts'
