import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Configuration, readConfiguration } from './configuration.ts'
import { type Setting, SETTINGS, variableOf } from './settings.ts'
import { DECIDES_WRITES, TRUST, type Trust } from './settings/trust.ts'
import type { Terminal } from './terminal.ts'

/** Free texts that lead neither data nor keys anywhere, name no key, login or code, and are not written to. */
const HARMLESS = new Set([
  // Profiles, rules and formats; a profile is read as YAML and shown nowhere.
  'check.source',
  'check.target',
  'check.only',
  'check.skip',
  'check.allow',
  // Which of the user's own clusters, and what of it; to write to, see DECIDES_WRITES.
  'cluster.context',
  'cluster.namespaces',
  'argocd.namespace',
  // A name, sent to an endpoint that counts.
  'model.name',
  'knowledge.embeddingModel',
  'knowledge.searchIndex',
  // Any address but those of this machine needs a token.
  'server.host',
  // Names at GitHub and Azure, asked for with the user's own login.
  'github.appId',
  'github.installationId',
  'repair.azureSubscription',
  'repair.azureResourceGroup',
  'repair.azureCluster',
  'repair.azureRegistries',
])
const all: readonly Setting[] = SETTINGS
const NUMBER = /^\d+(?:\.\d+)?[a-z]?$/

const root = mkdtempSync(join(tmpdir(), 'aks-copilot-trust-'))
const folder = join(root, 'checkout')
const file = join(folder, 'aks-copilot.yaml')
beforeAll(() => mkdirSync(join(folder, 'below'), { recursive: true }))
afterAll(() => rmSync(root, { recursive: true }))

const HOSTILE: Readonly<Record<Trust, unknown>> = {
  host: 'https://evil.example/v1',
  file: 'key.pem',
  inside: '../elsewhere',
  guard: 'another',
}

function hostile({ key, choices, type, default: standard }: Setting): unknown {
  const value = choices?.find((choice) => choice !== standard) ?? HOSTILE[TRUST[key as keyof typeof TRUST] ?? 'host']
  return type === 'list' ? [value] : value
}

async function read(
  key: string,
  value: unknown,
  { flags = {}, environment = {}, cwd = folder }: { flags?: object; environment?: Record<string, string>; cwd?: string } = {},
): Promise<Configuration> {
  const [section = '', name = ''] = key.split('.')
  writeFileSync(file, JSON.stringify({ [section]: { [name]: value } }))
  return await readConfiguration({ ...flags }, { cwd, environment } as unknown as Terminal)
}

const valueOf = (configuration: Configuration, { key, type }: Setting): unknown =>
  type === 'list' ? configuration.list(key) : configuration.text(key)

describe('every setting', () => {
  it.each(all.filter(({ choices, default: standard }) => choices === undefined && !NUMBER.test(String(standard))).map(({ key }) => key))(
    'that is a free text has somebody who said what a stranger could do with it: %s',
    (key) => expect(key in TRUST || HARMLESS.has(key)).toBe(true),
  )

  it('that is guarded exists, and is not said to be harmless', () => {
    expect(Object.keys(TRUST).filter((key) => HARMLESS.has(key) || !all.some((setting) => setting.key === key))).toEqual([])
  })
})

const guarded = all.filter(({ key }) => key in TRUST)

describe.each(guarded.map((setting) => [setting.key, setting] as const))('%s', (key, setting) => {
  const value = hostile(setting)
  const wanted = setting.type === 'list' ? value : String(value)

  it('does not count in a file that was only found, here or above, and the refusal says what to do', async () => {
    for (const cwd of [folder, join(folder, 'below')]) {
      const configuration = await read(key, value, { cwd })
      expect(() => valueOf(configuration, setting)).toThrow(
        expect.objectContaining({
          code: 'CONFIGURATION_UNTRUSTED',
          category: 'validation',
          message: expect.stringContaining(`${file} says ${key}`) as string,
          remedy: expect.stringContaining(variableOf(key)) as string,
        }) as Error,
      )
      expect(() => configuration.path(key)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_UNTRUSTED' }) as Error)
    }
  })

  it('counts in a file that somebody named, in a variable and in a flag', async () => {
    expect(valueOf(await read(key, value, { flags: { config: file } }), setting)).toEqual(wanted)
    expect(valueOf(await read(key, value, { environment: { AKS_COPILOT_CONFIG: 'aks-copilot.yaml' } }), setting)).toEqual(wanted)
    const own = setting.choices?.[0] ?? 'https://mine.example'
    const ownValue = setting.type === 'list' ? [own] : own
    expect(valueOf(await read(key, value, { environment: { [variableOf(key)]: own } }), setting)).toEqual(ownValue)
    expect(valueOf(await read(key, value, { flags: { [setting.flag]: ownValue } }), setting)).toEqual(ownValue)
  })

  it('gives way to its default where something is to be said all the same', async () => {
    const configuration = await read(key, value)
    expect(configuration.refused.map(({ code }) => code)).toEqual(['CONFIGURATION_UNTRUSTED'])
    expect(configuration.trusted().values.get(key)).toMatchObject({ value: setting.default, origin: 'default' })
    expect(configuration.trusted().refused).toEqual([])
  })
})

describe('what may stand in any file', () => {
  it.each(all.filter(({ key, type }) => !(key in TRUST) && type === 'text').map((setting) => [setting.key, setting] as const))(
    '%s',
    async (key, setting) => {
      const value = setting.choices?.at(-1) ?? '10'
      expect((await read(key, value)).text(key)).toBe(value)
    },
  )

  it.each(['http://127.0.0.1:11434/v1', 'http://localhost:8000', 'https://[::1]/v1'])('an address of this machine: %s', async (address) => {
    for (const { key } of guarded.filter((setting) => TRUST[setting.key as keyof typeof TRUST] === 'host'))
      expect((await read(key, address)).text(key)).toBe(address)
  })

  it.each([
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://evil.example/127.0.0.1',
    'http://127.0.0.1@evil.example',
    'git@evil.example:shop.git',
    'file:///etc',
    '/srv/git',
    'http://10.0.0.1',
    'http://0.0.0.0',
  ])('no other address: %s', async (address) => {
    for (const { key } of guarded.filter((setting) => TRUST[setting.key as keyof typeof TRUST] === 'host')) {
      const configuration = await read(key, address)
      expect(() => configuration.text(key)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_UNTRUSTED' }) as Error)
    }
  })

  it('a folder below it, and none that a link leads out to', async () => {
    mkdirSync(join(root, 'outside'))
    symlinkSync(join(root, 'outside'), join(folder, 'link'))
    for (const inside of ['runbooks', './runbooks/', 'below', 'below/../runbooks', '.', '..runbooks'])
      expect((await read('knowledge.runbooks', inside)).text('knowledge.runbooks')).toBe(inside)
    for (const outside of ['..', '../x', 'below/../../x', '/etc', 'link', 'link/new', 'below/../link/a/b']) {
      const configuration = await read('knowledge.runbooks', outside)
      expect(() => configuration.path('knowledge.runbooks')).toThrow(expect.objectContaining({ code: 'CONFIGURATION_UNTRUSTED' }) as Error)
    }
  })

  it('a protection that is on', async () => {
    expect((await read('model.pseudonyms', 'on')).text('model.pseudonyms')).toBe('on')
    expect((await read('server.allowedHosts', [])).list('server.allowedHosts')).toEqual([])
  })
})

describe('a command that writes', () => {
  const hostile = { 'check.baseline': 'all.json', 'check.failOn': 'never', 'check.only': ['k3s'], 'check.skip': ['pod-security'] }
  const cases = Object.entries({ ...hostile, 'cluster.context': 'production' })

  it('has a case for each setting that decides what it writes', () => {
    expect(cases.map(([key]) => key).toSorted()).toEqual(Object.keys(DECIDES_WRITES).toSorted())
  })

  it.each(cases)('does not go by %s of a file that was only found; one that reads does', async (key, value) => {
    const reading = await read(key, value)
    expect(reading.values.get(key)?.value).toEqual(value)
    expect(reading.refused).toEqual([])
    const writing = reading.forWriting()
    for (const ask of [() => writing.text(key), () => writing.list(key), () => writing.path(key)])
      expect(ask).toThrow(expect.objectContaining({ code: 'CONFIGURATION_UNTRUSTED' }) as Error)
  })

  it.each(cases)('goes by %s where somebody said it', async (key, value) => {
    const said = [
      { flags: { config: file } },
      { environment: { AKS_COPILOT_CONFIG: file } },
      { environment: { [variableOf(key)]: String(value) } },
    ]
    for (const options of said) expect((await read(key, value, options)).forWriting().values.get(key)?.value).toEqual(value)
    expect((await read(key, value)).with(key, 'mine').forWriting().text(key)).toBe('mine')
  })

  it('takes a check that is stricter, and the default', async () => {
    for (const value of ['error', 'warning', 'info'])
      expect((await read('check.failOn', value)).forWriting().text('check.failOn')).toBe(value)
    expect((await read('check.skip', [])).forWriting().list('check.skip')).toEqual([])
  })
})
