import { type RepairPolicy, repairPolicySchema } from '@aks-copilot/remediation'
import { invalid } from '../configuration-file.ts'
import type { Configuration } from '../configuration.ts'

const NUMBERS = ['attempts', 'minutes', 'healthyMinutes', 'settleSeconds', 'files', 'characters'] as const
const LISTS = ['namespaces', 'kinds', 'paths'] as const

/** What the section `repair` of the configuration allows. Throws CONFIGURATION_INVALID. */
export function repairPolicy(configuration: Configuration, isDryRun: boolean): RepairPolicy {
  const lists = LISTS.map((name) => [name, configuration.list(`repair.${name}`)] as const).filter(([, list]) => list.length > 0)
  const read = repairPolicySchema.safeParse({
    mode: isDryRun ? 'report' : configuration.text('repair.mode'),
    ...Object.fromEntries(lists),
    ...Object.fromEntries(NUMBERS.map((name) => [name, numberOf(configuration, `repair.${name}`)])),
    ...memoryOf(configuration),
  })
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw invalid(
    `repair.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'it cannot be read'}.`,
    'See docs/guides/debug.md for what may be set.',
  )
}

function memoryOf(configuration: Configuration): Pick<RepairPolicy, 'memory'> {
  const most = configuration.text('repair.memoryMost')
  const factor = numberOf(configuration, 'repair.memoryFactor')
  return most === undefined ? {} : { memory: { most, factor } }
}

function numberOf(configuration: Configuration, key: string): number {
  const text = configuration.text(key) ?? ''
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw invalid(`${configuration.values.get(key)?.origin ?? key}: \`${text}\` is not a number.`, 'Write a number, such as 10.')
}
