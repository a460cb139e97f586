import { parseSchedule } from '@aks-copilot/cluster'
import type { Application, SyncWindow } from './application-schema.ts'
import { matchesGlob } from './match-glob.ts'

/** Whether a person may sync now, as Argo CD decides it. */
export type WindowVerdict = { readonly allowed: true } | { readonly allowed: false; readonly why: string }

/**
 * What the sync windows of a project say of a sync that is asked for (not automatic), at a time in milliseconds: an active deny window
 * denies, unless each of them lets manual syncs pass; else an active allow window allows; else, where there are allow windows at all, it
 * is not the time. A window that cannot be read denies: so does Argo CD.
 */
export function judgeWindows(windows: readonly SyncWindow[], application: Application, now: number): WindowVerdict {
  const own = windows.filter((window) => concernsApplication(window, application))
  const wrong = own.find((window) => isActive(window, now) === undefined)
  if (wrong !== undefined) return { allowed: false, why: `A sync window cannot be read: ${named(wrong)}.` }
  const active = own.filter((window) => isActive(window, now) === true)
  const denying = active.filter(({ kind }) => kind === 'deny')
  if (denying.length > 0) return verdict(denying, 'A sync window denies it now')
  const allowing = own.filter(({ kind }) => kind === 'allow')
  if (allowing.length === 0 || active.some(({ kind }) => kind === 'allow')) return { allowed: true }
  return verdict(allowing, 'It is allowed only in a sync window')
}

/** Each must let manual syncs pass. */
function verdict(windows: readonly SyncWindow[], why: string): WindowVerdict {
  const closed = windows.find(({ manualSync }) => !manualSync)
  return closed === undefined ? { allowed: true } : { allowed: false, why: `${why}: ${named(closed)}.` }
}

function named({ kind, schedule, duration, timeZone }: SyncWindow): string {
  return `${kind} \`${schedule}\` for ${duration}${timeZone === undefined || timeZone === '' ? '' : ` (${timeZone})`}`
}

/** One of applications, clusters and namespaces; with the operator AND, each that is given. */
function concernsApplication(window: SyncWindow, { metadata, spec }: Application): boolean {
  const { server, name, namespace } = spec.destination
  const places = [
    { patterns: window.applications, texts: [metadata.name] },
    { patterns: window.clusters, texts: [name ?? '', server ?? ''].filter((text) => text !== '') },
    { patterns: window.namespaces, texts: [namespace ?? ''] },
  ].filter(({ patterns }) => patterns.length > 0)
  const matches = places.map(({ patterns, texts }) => patterns.some((pattern) => texts.some((text) => matchesGlob(pattern, text))))
  return window.andOperator ? matches.length > 0 && matches.every(Boolean) : matches.some(Boolean)
}

/** Whether it was opened within its duration; undefined where its schedule or duration cannot be read. */
function isActive({ schedule, duration, timeZone }: SyncWindow, now: number): boolean | undefined {
  const length = milliseconds(duration)
  // Argo CD reads no nicknames such as @daily here, and takes UTC for a zone that it does not know.
  const plan = schedule.startsWith('@') ? undefined : parseSchedule(schedule, zoneOf(timeZone))
  if (length === undefined || plan === undefined) return undefined
  const next = plan.next(now - length)
  return next !== undefined && next < now
}

function zoneOf(zone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone === undefined || zone === '' ? 'UTC' : zone }).resolvedOptions().timeZone
  } catch {
    return 'UTC'
  }
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

/** `1h30m`; undefined for what is no duration. */
function milliseconds(duration: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:h|ms|m|s))+$/.test(duration)) return undefined
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)]
  return parts.reduce((sum, [, count = '', unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0)
}
