import { DEPLOYABLE_KINDS } from '@aks-copilot/contracts'
import { meantWord } from '@aks-copilot/kubernetes'
import { invalid } from '../configuration-file.ts'
import type { Configuration } from '../configuration.ts'

const KINDS: readonly string[] = Object.keys(DEPLOYABLE_KINDS)

/** What the section `deploy` allows: kinds, and times in milliseconds. Throws CONFIGURATION_INVALID. */
export function deploySettings(configuration: Configuration): {
  readonly kinds: readonly string[]
  readonly timeout: number
  readonly settle: number
} {
  const named = configuration.list('deploy.kinds')
  for (const kind of named) if (!KINDS.includes(kind)) throw unknownKind(kind)
  return {
    kinds: named.length === 0 ? KINDS : named,
    timeout: durationOf(configuration, 'deploy.timeout'),
    settle: durationOf(configuration, 'deploy.settle'),
  }
}

function unknownKind(kind: string): Error {
  const near = meantWord(kind, KINDS)
  return invalid(
    `deploy.kinds: \`${kind}\` is never written.`,
    near === undefined ? `Known: ${KINDS.join(', ')}.` : `Did you mean \`${near}\`?`,
  )
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

function durationOf(configuration: Configuration, key: string): number {
  const text = configuration.text(key) ?? ''
  const [, count = '', unit = ''] = /^(\d{1,6})([smh])$/.exec(text) ?? []
  const scale = UNITS[unit]
  if (scale === undefined)
    throw invalid(`${configuration.values.get(key)?.origin ?? key}: \`${text}\` is no duration.`, 'Write it as 90s, 5m or 1h.')
  return Number(count) * scale
}
