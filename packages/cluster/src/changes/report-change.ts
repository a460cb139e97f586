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
    diff: diff.map(({ path, from, to }) => ({ path, from: masked(from), to: masked(to) })),
  }
}

/** A value without what looks secret in its texts; null where it was not there. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskSecrets(value)
  if (Array.isArray(value)) return value.map(masked)
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, masked(child)]))
  return value ?? null
}
