import { repairInstanceSchema } from '@aks-copilot/contracts'
import type { Configuration } from '../configuration.ts'
import { invalid } from '../configuration-file.ts'

/** What tells the runs of this cluster from those of others; undefined where nobody says it. Throws CONFIGURATION_INVALID. */
export function repairInstance(configuration: Configuration): string | undefined {
  const text = configuration.text('repair.instance')
  if (text === undefined || repairInstanceSchema.safeParse(text).success) return text
  throw invalid(
    `${configuration.values.get('repair.instance')?.origin ?? 'repair.instance'}: \`${text}\` cannot be part of the name of a branch.`,
    'Write up to 40 letters, digits and dashes, such as prod-west; it begins and ends with a letter or a digit.',
  )
}
