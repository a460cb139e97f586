import { describe, expect, it } from 'vitest'
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
