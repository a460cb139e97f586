import { inspect } from 'node:util'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from '../test-support/faulty-server.ts'
import { type KeyVaultOptions, openKeyVault } from './open-key-vault.ts'
import { secretPlace, secretReference } from './secret-name.ts'
import { KeyVaultStandIn } from './test-support/key-vault-stand-in.ts'

const VALUE = 'hunter2-planted-value'
let ca: string
let vault: KeyVaultStandIn
let named = 0
const lines: string[] = []
let now: number

beforeAll(async () => {
  const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 7 as const, ip: '127.0.0.1' }] }]
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'vault' }], { extensions })
  ca = cert
  vault = await KeyVaultStandIn.start({ cert, key })
})
afterAll(() => vault.stop())
beforeEach(() => {
  lines.length = 0
  now = Date.now()
  vault.server.heal()
  vault.forbidden = undefined
})

function open(more: Partial<KeyVaultOptions> = {}): ReturnType<typeof openKeyVault> {
  const patience = { timeoutMs: 1000, pauseMs: 2, limitMs: 1500 }
  return openKeyVault({
    url: vault.url,
    credential: vault.credential(),
    ca,
    patience,
    log: (line) => lines.push(line),
    now: () => now,
    ...more,
  })
}
function stored(more: { enabled?: boolean; nbf?: number; exp?: number } = {}): string {
  named += 1
  vault.set(`secret-${named}`, { version: 'v1', value: VALUE, ...more })
  return `secret-${named}`
}
async function faultOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(() => undefined).catch((error: unknown) => error)
}
const quiet = (...what: unknown[]): void => {
  const shown = inspect([...what, lines], { depth: Infinity, showHidden: true })
  expect(shown).not.toContain('planted')
}

describe('a secret', () => {
  it('is given after the challenge, with its version and its end', async () => {
    const exp = Math.floor(now / 1000) + 3600
    const name = stored({ exp })
    const source = open()
    expect(await source.secret(name)).toEqual({ value: VALUE, version: 'v1', expires: new Date(exp * 1000).toISOString() })
    quiet()
  })

  it('of a version, or by its address', async () => {
    const name = stored()
    vault.set(name, { version: 'v2', value: 'two' })
    const source = open()
    expect(await source.secret(name)).toEqual({ value: 'two', version: 'v2' })
    expect(await source.secret(`${name}/v1`)).toMatchObject({ value: VALUE, version: 'v1' })
    expect(await open({ url: undefined }).secret(`${vault.url}/secrets/${name}/v1`)).toMatchObject({ version: 'v1' })
  })

  it('is asked for once, for all who wait', async () => {
    const name = stored()
    const source = open()
    const before = vault.server.requests.length
    await Promise.all([source.secret(name), source.secret(name), source.secret(name)])
    await source.secret(name)
    // The challenge, and the secret.
    expect(vault.server.requests.length - before).toBe(2)
  })

  it('is renewed in time, and after its end never given', async () => {
    const name = stored()
    const source = open({ renewMs: 60_000 })
    await source.secret(name)
    vault.set(name, { version: 'v2', value: 'two' })
    now += 50_000
    expect((await source.secret(name)).version).toBe('v1')
    now += 20_000
    expect((await source.secret(name)).version).toBe('v2')
  })

  it('that ends soon is renewed before it ends', async () => {
    const name = stored({ exp: Math.floor(now / 1000) + 100 })
    const source = open({ renewMs: 3_600_000 })
    await source.secret(name)
    vault.set(name, { version: 'v2', value: 'two', exp: Math.floor(now / 1000) + 9000 })
    now += 85_000
    expect((await source.secret(name)).version).toBe('v2')
  })

  it('comes with a new login where the vault takes the old one for ended', async () => {
    const name = stored()
    const source = open()
    await source.secret(stored())
    vault.endTokens()
    expect((await source.secret(name)).value).toBe(VALUE)
  })
})

describe('the vault is away', () => {
  it('the last value serves until its bound, and it is said', async () => {
    const name = stored()
    const source = open({ renewMs: 60_000, keepMs: 600_000 })
    await source.secret(name)
    vault.fail({ on: /secrets/, times: 1000, does: { kind: 'reset' } })
    now += 120_000
    expect((await source.secret(name)).value).toBe(VALUE)
    expect(lines.join()).toMatch(/used until \d{4}-/)
    quiet()
    now += 600_000
    expect(await faultOf(source.secret(name))).toMatchObject({ code: 'KEY_VAULT_UNREACHABLE' })
  })

  it('the last value does not outlive the end of the secret', async () => {
    const name = stored({ exp: Math.floor(now / 1000) + 100 })
    const source = open()
    await source.secret(name)
    vault.fail({ on: /secrets/, times: 1000, does: { kind: 'reset' } })
    now += 101_000
    expect(await faultOf(source.secret(name))).toMatchObject({ code: 'KEY_VAULT_UNREACHABLE' })
  })

  it.each<[string, (name: string) => void]>([
    ['disabled', (name) => vault.set(name, { version: 'v2', value: 'x', enabled: false })],
    ['deleted', (name) => vault.softDelete(name)],
    ['forbidden', () => void (vault.forbidden = 'ForbiddenByRbac')],
  ])('no: what was %s meanwhile is not used on', async (_, meanwhile) => {
    const name = stored()
    const source = open({ renewMs: 60_000 })
    await source.secret(name)
    meanwhile(name)
    now += 120_000
    expect(await faultOf(source.secret(name))).toMatchObject({ category: 'validation' })
    vault.fail({ on: /secrets/, times: 1000, does: { kind: 'reset' } })
    expect(await faultOf(source.secret(name))).toMatchObject({ code: 'KEY_VAULT_UNREACHABLE' })
  })
})

describe('what must not be used', () => {
  const second = (after: number): number => Math.floor(Date.now() / 1000) + after
  it.each<[string, { enabled?: boolean; nbf?: number; exp?: number }, RegExp]>([
    ['disabled', { enabled: false }, /is disabled/],
    ['ended', { exp: second(-60) }, /ended at/],
    ['not yet valid', { nbf: second(600) }, /valid only from/],
  ])('%s is refused with the reason', async (_, more, message) => {
    const fault = await faultOf(open().secret(stored(more)))
    expect(fault).toMatchObject({ code: 'KEY_VAULT_SECRET_UNUSABLE', message: expect.stringMatching(message) as string })
    quiet(fault)
  })

  it.each<[string, KeyVaultStandIn['forbidden'], RegExp]>([
    ['no role', 'ForbiddenByRbac', /Key Vault Secrets User/],
    ['no access policy', 'ForbiddenByPolicy', /permission Get/],
    ['a firewall', 'ForbiddenByFirewall', /network/],
  ])('%s: KEY_VAULT_DENIED with what is missing', async (_, forbidden, remedy) => {
    vault.forbidden = forbidden
    expect(await faultOf(open().secret(stored()))).toMatchObject({
      code: 'KEY_VAULT_DENIED',
      remedy: expect.stringMatching(remedy) as string,
    })
  })

  it('a secret that is not there, or was deleted', async () => {
    const name = stored()
    vault.softDelete(name)
    for (const one of [name, 'none'])
      expect(await faultOf(open().secret(one))).toMatchObject({
        code: 'KEY_VAULT_SECRET_UNKNOWN',
        remedy: expect.stringContaining('recover') as string,
      })
  })
})

type Does = Fault['does']
const FAULTS: readonly [string, Does, string][] = [
  ['500', { kind: 'answer', status: 500 }, 'KEY_VAULT_UNREACHABLE'],
  ['503 with a web page', { kind: 'answer', status: 503, body: '<html>planted</html>' }, 'KEY_VAULT_UNREACHABLE'],
  ['429', { kind: 'answer', status: 429, headers: { 'retry-after': '0' } }, 'KEY_VAULT_THROTTLED'],
  ['a connection that breaks', { kind: 'reset' }, 'KEY_VAULT_UNREACHABLE'],
  ['a time-out', { kind: 'hang' }, 'KEY_VAULT_UNREACHABLE'],
  ['half an answer', { kind: 'half' }, 'KEY_VAULT_UNREACHABLE'],
  ['rubbish', { kind: 'rubbish', text: `{"value":"${VALUE}` }, 'KEY_VAULT_UNREACHABLE'],
]

describe('faults', () => {
  it('an answer without an end is not read to its end', async () => {
    const source = open({ patience: { timeoutMs: 5000, tries: 1 } })
    await source.secret(stored())
    const name = stored()
    vault.server.endlessBytes = 0
    vault.fail({ on: new RegExp(`/secrets/${name}`), times: 100, does: { kind: 'endless' } })
    const fault = await faultOf(source.secret(name))
    expect(fault).toMatchObject({ code: 'KEY_VAULT_UNREACHABLE', message: expect.stringContaining('no end') as string })
    expect(vault.server.endlessBytes).toBeLessThan(16 * 1024 * 1024)
    quiet(fault)
  })

  it.each(FAULTS)('%s passes', async (_, does) => {
    const source = open()
    await source.secret(stored())
    const name = stored()
    vault.fail({ on: new RegExp(`/secrets/${name}`), does })
    expect((await source.secret(name)).value).toBe(VALUE)
    quiet()
  })

  it.each(FAULTS)('%s that stays', async (_, does, code) => {
    const source = open()
    await source.secret(stored())
    const name = stored()
    vault.fail({ on: new RegExp(`/secrets/${name}`), times: 100, does })
    const fault = await faultOf(source.secret(name))
    expect(fault).toMatchObject({ code, category: 'transient' })
    quiet(fault)
  })

  it('an answer that is no secret', async () => {
    const name = stored()
    vault.fail({ on: new RegExp(name), times: 100, does: { kind: 'rubbish', text: '{"ok":true}' } })
    expect(await faultOf(open().secret(name))).toMatchObject({ code: 'KEY_VAULT_UNREACHABLE' })
  })

  it('a redirect is not followed', async () => {
    const source = open()
    await source.secret(stored())
    const name = stored()
    vault.fail({ on: new RegExp(name), does: { kind: 'answer', status: 307, headers: { location: `${vault.url}/secrets/secret-1/` } } })
    expect(await faultOf(source.secret(name))).toMatchObject({ code: 'KEY_VAULT_REFUSED' })
  })

  it.each([302, 307, 400, 403, 404, 409, 500])('%i with the value in its answer says nothing of it', async (status) => {
    const source = open({ patience: { tries: 1 } })
    await source.secret(stored())
    const name = stored()
    const body = { value: VALUE, error: { code: VALUE, message: VALUE, innererror: { code: VALUE } } }
    const headers = { location: `${vault.url}/?value=${VALUE}`, 'retry-after': VALUE, 'x-ms-error-code': VALUE }
    vault.fail({ on: new RegExp(name), times: 9, does: { kind: 'answer', status, headers, body } })
    quiet(await faultOf(source.secret(name)))
  })

  it('a limit longer than we wait is an error that says how long', async () => {
    const source = open()
    await source.secret(stored())
    const name = stored()
    vault.fail({ on: new RegExp(name), does: { kind: 'answer', status: 429, headers: { 'retry-after': '120' } } })
    expect(await faultOf(source.secret(name))).toMatchObject({
      code: 'KEY_VAULT_THROTTLED',
      message: expect.stringContaining('120 s') as string,
    })
  })

  it('a login that the vault never accepts', async () => {
    const credential = { getToken: () => Promise.resolve({ token: 'planted-other', expiresOnTimestamp: Date.now() + 3_600_000 }) }
    const fault = await faultOf(open({ credential }).secret(stored()))
    expect(fault).toMatchObject({ code: 'KEY_VAULT_DENIED', message: expect.stringContaining('401') as string })
    quiet(fault)
  })

  it('no identity, and one that Entra ID refuses', async () => {
    const { AuthenticationError, CredentialUnavailableError } = await import('@azure/identity')
    const throwing = (thrown: Error): KeyVaultOptions['credential'] => ({ getToken: () => Promise.reject(thrown) })
    const none = await faultOf(open({ credential: throwing(new CredentialUnavailableError('planted')) }).secret(stored()))
    expect(none).toMatchObject({ code: 'KEY_VAULT_DENIED', remedy: expect.stringContaining('workload identity') as string })
    const said = { error: 'invalid_client', error_description: 'AADSTS7000222: planted secret keys are expired' }
    const refused = await faultOf(open({ credential: throwing(new AuthenticationError(401, said)) }).secret(stored()))
    expect(refused).toMatchObject({ code: 'KEY_VAULT_DENIED', message: expect.stringContaining('AADSTS7000222') as string })
    quiet(none, refused)
  })

  it('a certificate that nobody vouches for', async () => {
    const fault = await faultOf(open({ ca: undefined }).secret(stored()))
    expect(fault).toMatchObject({ code: 'KEY_VAULT_UNREACHABLE', message: expect.stringContaining('certificate') as string })
  })

  it('stops with the signal of a caller, and goes on for the others', async () => {
    const source = open()
    await source.secret(stored())
    const name = stored()
    vault.fail({ on: new RegExp(name), does: { kind: 'hang' } })
    const stopped = source.secret(name, AbortSignal.timeout(50))
    const waiting = source.secret(name)
    await expect(stopped).rejects.toMatchObject({ name: 'TimeoutError' })
    expect((await waiting).value).toBe(VALUE)
  })
})

describe('names', () => {
  it.each([
    ['keyvault:slack-token', 'slack-token'],
    [' keyvault:a/0123abc ', 'a/0123abc'],
    ['https://contoso.vault.azure.net/secrets/a', 'https://contoso.vault.azure.net/secrets/a'],
    ['https://contoso.vault.azure.net.evil.example/secrets/a', undefined],
    ['https://example.com/secrets/a', undefined],
    ['xoxb-1-2', undefined],
  ])('%s refers to %s', (value, wanted) => {
    expect(secretReference(value)).toBe(wanted)
  })

  it.each(['', 'a b', 'a/b/c', '../keys/a', 'a?x=1', 'https://contoso.vault.azure.net/keys/a', 'https://evil.example/secrets/a'])(
    '%j names nothing',
    (reference) => {
      expect(() => secretPlace(reference, 'https://contoso.vault.azure.net')).toThrow(
        expect.objectContaining({ code: 'KEY_VAULT_NOT_CONFIGURED' }),
      )
    },
  )

  it.each(['http://contoso.vault.azure.net', 'https://me:pw@contoso.vault.azure.net', 'https://evil.example', 'contoso'])(
    '%s is no vault',
    (url) => {
      expect(() => openKeyVault({ url })).toThrow(expect.objectContaining({ code: 'KEY_VAULT_NOT_CONFIGURED' }))
    },
  )
})
