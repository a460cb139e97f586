import type { ReportedChange } from '@aks-copilot/contracts'
import { isMap } from '@aks-copilot/kubernetes'
import type { Change } from '../context/records.ts'
import { maskSecrets } from '../mask/mask-secrets.ts'
import { describeChange } from './describe-change.ts'
import { isoSecond } from '../context/iso-time.ts'

/** A change as people are told of it: in words, field by field, without what looks secret. */
export function reportChange(change: Change): ReportedChange {
  const { object, at, by, diff } = change
  return {
    object,
    // To the second: more is not known of most.
    at: isoSecond(at),
    ...(by === undefined ? {} : { by }),
    text: maskSecrets(describeChange(change)),
    diff: diff.map(({ path, from, to }) => ({ path, from: maskedValue(from), to: maskedValue(to) })),
  }
}

/** A value without what looks secret in its texts; null where it was not there. */
export function maskedValue(value: unknown): unknown {
  if (typeof value === 'string') return maskSecrets(value)
  if (Array.isArray(value)) return value.map(maskedValue)
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, maskedValue(child)]))
  return value ?? null
}
