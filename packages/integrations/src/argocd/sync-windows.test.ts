import { describe, expect, it } from 'vitest'
import { applicationSchema, projectSchema } from './application-schema.ts'
import { matchesGlob } from './match-glob.ts'
import { judgeWindows } from './sync-windows.ts'

/** A Monday. */
const NOON = Date.parse('2026-11-23T12:00:00Z')
const SHOP = applicationSchema.parse({
  metadata: { name: 'shop-web', namespace: 'argocd' },
  spec: { destination: { server: 'https://aks-1.contoso.com', name: 'aks-1', namespace: 'shop' } },
})

function judge(...windows: readonly Readonly<Record<string, unknown>>[]): string {
  const { spec } = projectSchema.parse({ spec: { syncWindows: windows } })
  const verdict = judgeWindows(spec.syncWindows ?? [], SHOP, NOON)
  return verdict.allowed ? 'allowed' : verdict.why
}

const ALL = { applications: ['*'] }
const DENY = { kind: 'deny', schedule: '0 11 * * *', duration: '2h', ...ALL }
const ALLOW = { kind: 'allow', schedule: '0 11 * * *', duration: '2h', ...ALL }
const AT_NIGHT = { schedule: '0 22 * * *', duration: '1h' }

describe('sync windows', () => {
  it.each([
    ['no window', [], 'allowed'],
    ['a deny window that is open', [DENY], 'A sync window denies it now: deny `0 11 * * *` for 2h.'],
    ['a deny window that is closed', [{ ...DENY, ...AT_NIGHT }], 'allowed'],
    ['a deny window that lets people pass', [{ ...DENY, manualSync: true }], 'allowed'],
    [
      'two, of which one does not',
      [
        { ...DENY, manualSync: true },
        { ...DENY, duration: '90m' },
      ],
      'A sync window denies it now: deny `0 11 * * *` for 90m.',
    ],
    ['an allow window that is open', [ALLOW], 'allowed'],
    ['an allow window that is closed', [{ ...ALLOW, ...AT_NIGHT }], 'It is allowed only in a sync window: allow `0 22 * * *` for 1h.'],
    ['a closed one that lets people pass', [{ ...ALLOW, ...AT_NIGHT, manualSync: true }], 'allowed'],
    ['one of two open', [ALLOW, { ...ALLOW, ...AT_NIGHT }], 'allowed'],
    ['deny before allow', [ALLOW, DENY], 'A sync window denies it now: deny `0 11 * * *` for 2h.'],
    ['a window that ended this minute', [{ ...DENY, duration: '1h' }], 'allowed'],
    ['a window that opens this minute', [{ ...DENY, schedule: '0 12 * * *' }], 'allowed'],
    ['a window for days', [{ ...DENY, schedule: '0 0 * * 6', duration: '72h' }], 'A sync window denies it now: deny `0 0 * * 6` for 72h.'],
    [
      'the time of another place',
      [{ ...DENY, schedule: '30 6 * * *', duration: '1h', timeZone: 'America/New_York' }],
      'A sync window denies it now: deny `30 6 * * *` for 1h (America/New_York).',
    ],
    ['the same in UTC', [{ ...DENY, schedule: '30 6 * * *', duration: '1h' }], 'allowed'],
    [
      'a zone that nobody knows, as UTC',
      [{ ...DENY, timeZone: 'Mars/Base' }],
      'A sync window denies it now: deny `0 11 * * *` for 2h (Mars/Base).',
    ],
    ['a schedule that cannot be read', [{ ...DENY, schedule: 'at noon' }], 'A sync window cannot be read: deny `at noon` for 2h.'],
    ['a nickname, which Argo CD does not read', [{ ...DENY, schedule: '@daily' }], 'A sync window cannot be read: deny `@daily` for 2h.'],
    ['a duration that cannot be read', [{ ...ALLOW, duration: 'long' }], 'A sync window cannot be read: allow `0 11 * * *` for long.'],
    ['what cannot be read, of another application', [{ ...DENY, schedule: 'at noon', applications: ['other'] }], 'allowed'],
  ])('%s', (_, windows, expected) => {
    expect(judge(...windows)).toBe(expected)
  })

  it.each([
    [{ applications: ['shop-*'] }, true],
    [{ applications: ['web-*'] }, false],
    [{ namespaces: ['sh?p'] }, true],
    [{ clusters: ['aks-[0-9]'] }, true],
    [{ clusters: ['https://*.contoso.com'] }, true],
    [{ applications: ['other'], namespaces: ['shop'] }, true],
    [{ applications: ['other'], namespaces: ['shop'], andOperator: true }, false],
    [{ applications: ['shop-web'], clusters: ['aks-*'], namespaces: ['shop'], andOperator: true }, true],
    [{ applications: ['shop-web'], clusters: ['gke-*'], namespaces: ['shop'], andOperator: true }, false],
    [{}, false],
    [{ andOperator: true }, false],
  ])('%j concerns it: %s', (places, concerned) => {
    expect(judge({ kind: 'deny', schedule: '* * * * *', duration: '1h', ...places })).toMatch(concerned ? /denies/ : /^allowed$/)
  })
})

describe('patterns', () => {
  it.each([
    ['*', '', true],
    ['*-prod', 'shop-prod', true],
    ['*-prod', 'shop-prod2', false],
    ['{shop,cart}-*', 'cart-1', true],
    ['{shop,cart}-*', 'card-1', false],
    ['a.b', 'axb', false],
    ['a+b$', 'a+b$', true],
    ['[!a]b', 'cb', true],
    ['[!a]b', 'ab', false],
    [String.raw`\*`, '*', true],
    [String.raw`\*`, 'x', false],
    ['a,b', 'a,b', true],
    ['{a', 'a', false],
    ['a}', 'a', false],
    ['[', '[', false],
    ['https://*/x', 'https://h:443/x', true],
    [`${'*'.repeat(50)}b`, 'a'.repeat(5000), false],
  ])('%s, %s: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text.slice(0, 5000))).toBe(expected)
  })
})
