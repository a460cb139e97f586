import type { LiveReference } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import type { Time } from '@aks-copilot/cluster'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** `2 pods`, `1 pod`, `no pods`. */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return number === 0 ? `no ${many}` : `${number} ${number === 1 ? one : many}`
}

/** `18:11:54`, with the day where it is another one than now's. */
export function clock(time: Time | string, now: Time): string {
  const text = new Date(time).toISOString()
  return text.slice(0, 10) === new Date(now).toISOString().slice(0, 10) ? text.slice(11, 19) : `${text.slice(0, 10)} ${text.slice(11, 19)}`
}

/** `18:11:54 UTC (14 min ago)`. */
export function clockAgo(time: Time | string, now: Time): string {
  return `${clock(time, now)} UTC (${ago(now - new Date(time).getTime())})`
}

export function ago(milliseconds: number): string {
  return `${duration(milliseconds)} ago`
}

/** `33 s`, `14 min`, `3 h`, `2 days`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 90_000) return `${Math.max(0, Math.round(milliseconds / 1000))} s`
  if (milliseconds < 90 * MINUTE) return `${Math.round(milliseconds / MINUTE)} min`
  if (milliseconds < 36 * HOUR) return `${Math.round(milliseconds / HOUR)} h`
  return `${Math.round(milliseconds / (24 * HOUR))} days`
}

/** ` of deployment shop/cart`, ` in namespace shop`, or nothing: what a question was limited to. */
export function scopeOf(
  { objects, namespace }: { readonly objects: readonly LiveReference[]; readonly namespace: string | undefined },
  of: 'of' | 'for' = 'of',
): string {
  if (objects.length > 0) return ` ${of} ${listed(objects.map(nameOf), 2)}`
  return namespace === undefined ? '' : ` in namespace ${namespace}`
}

/** `a`, `a and b`, `a, b and c`; past `most`: `a, b and 3 more`. */
export function listed(items: readonly string[], most = 6): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`
}

/** `Deployment shop/web`. */
export function nameOf(object: LiveReference): string {
  return describeObject({ kind: object.kind, namespace: object.namespace, name: object.name })
}

/** 12 → `12 B`, 2 ** 30 → `1 GiB`. */
export function bytes(amount: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = amount < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(amount) / 10))
  const value = amount / 2 ** (10 * power)
  return `${value >= 100 || Number.isInteger(value) ? Math.round(value) : Math.round(value * 10) / 10} ${units[power] ?? 'B'}`
}

/** 2 ** 28 → `256Mi`: memory as manifests say it. */
export function memory(amount: number): string {
  return bytes(amount).replace(/ (?:B|(.i)B)$/, '$1')
}

/** 0.25 → `250m`, 2 → `2`: cores as manifests say them. */
export function cores(amount: number): string {
  return amount >= 10
    ? String(Math.round(amount))
    : Number.isInteger(amount)
      ? String(amount)
      : `${Math.max(1, Math.round(amount * 1000))}m`
}

export function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 100)} %`
}
