import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Configuration } from './configuration.ts'
import { secretVariable } from './secret-variable.ts'

const NAME = 'AKS_COPILOT_SLACK_TOKEN'
const configured = (url?: string): Configuration =>
  new Configuration(new Map([['keyVault.url', { value: url, origin: 'default', folder: '.' }]]), undefined)

describe('a variable that holds a secret', () => {
  it.each([
    [undefined, undefined],
    [' ', undefined],
    [' xoxb-1 ', 'xoxb-1'],
    ['https://example.com/secrets/a', 'https://example.com/secrets/a'],
  ])('%j says %j', async (said, wanted) => {
    expect(await secretVariable(NAME, configured(), { environment: { [NAME]: said } })).toBe(wanted)
  })

  it.each([
    ['keyvault:slack-token', undefined],
    ['keyvault:slack-token', 'https://evil.example'],
    ['keyvault:../keys/a', 'https://contoso.vault.azure.net'],
  ])('%s with the vault %s is not configured', async (said, url) => {
    await expect(secretVariable(NAME, configured(url), { environment: { [NAME]: said } })).rejects.toMatchObject({
      code: 'KEY_VAULT_NOT_CONFIGURED',
    })
  })

  it('that points to a vault is read from there', async () => {
    const said = { [NAME]: 'https://localhost:1/secrets/a', AKS_COPILOT_SEARCH_KEY: 'keyvault:a' }
    expect(await secretVariable(NAME, configured(), { environment: said })).toBe('https://localhost:1/secrets/a')
    const signal = AbortSignal.abort(new Error('stopped before it was asked'))
    await expect(
      secretVariable('AKS_COPILOT_SEARCH_KEY', configured('https://localhost:1'), { environment: said, signal }),
    ).rejects.toThrow('stopped')
  })
})

describe('a file that holds a secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-secret-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const named = (name: string): Configuration =>
    new Configuration(new Map([['slack.tokenFile', { value: name, origin: 'file', folder }]]), undefined)

  it('counts where the variable is not set, and is read anew', async () => {
    writeFileSync(join(folder, 'token'), 'xoxb-1\n')
    expect(await secretVariable(NAME, named('token'), { environment: {} })).toBe('xoxb-1')
    writeFileSync(join(folder, 'token'), 'xoxb-2\n')
    expect(await secretVariable(NAME, named('token'), { environment: {} })).toBe('xoxb-2')
    expect(await secretVariable(NAME, named('token'), { environment: { [NAME]: 'xoxb-3' } })).toBe('xoxb-3')
  })

  it.each(['nothing-here', 'empty', '.'])('must be there and hold something: %s', async (name) => {
    writeFileSync(join(folder, 'empty'), ' \n')
    await expect(secretVariable(NAME, named(name), { environment: {} })).rejects.toMatchObject({
      code: 'CONFIGURATION_INVALID',
      message: expect.stringContaining('slack.tokenFile') as string,
    })
  })
})
