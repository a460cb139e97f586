/** Defaults of all providers. A module of its own: who only names them loads none of the providers. */
export const MODEL_DEFAULTS = {
  provider: 'foundry-local',
  name: 'qwen2.5-0.5b',
  endpoint: 'http://127.0.0.1:58366',
  temperature: 0.7,
  maxTokens: 2048,
  contextTokens: 4096,
} as const
