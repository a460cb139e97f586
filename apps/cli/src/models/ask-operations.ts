import type { JudgeModel } from '@aks-copilot/manifests'
import type { Model } from '@aks-copilot/models'

type Judge = JudgeModel['propose']

interface OperationsQuestion {
  /** In tokens. */
  readonly most: number
  /** Every name that may occur in it, for an endpoint that shall see none; where the model itself was opened with names, none. */
  readonly names?: ReadonlySet<string>
}

/**
 * What a model answers where an object with `operations` is asked for: through the ladder of structured answers, as sure of itself as it
 * can be. An endpoint elsewhere gets the schema that names nothing. Faults of the endpoint are thrown as CopilotError.
 */
export async function askOperations(
  model: Model,
  { system, user, schema, openSchema }: Parameters<Judge>[0],
  { most, names }: OperationsQuestion,
  signal?: AbortSignal,
): ReturnType<Judge> {
  return await model.structured<object>({
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: user },
    ],
    schema: model.local ? schema : openSchema,
    name: 'operations',
    parse: (value) => (typeof value === 'object' && value !== null && 'operations' in value ? value : undefined),
    maxTokens: most,
    temperature: 0,
    names,
    signal,
  })
}
