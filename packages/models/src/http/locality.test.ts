import { describe, expect, it } from 'vitest'
import { openModel } from '../index.ts'
import { isLocalEndpoint, readEndpoint } from './locality.ts'

describe('what counts as this machine', () => {
  it.each([
    ['http://127.0.0.1:58366', true, true],
    ['http://127.9.9.9/v1', true, true],
    ['http://localhost:11434/v1', true, true],
    ['http://[::1]:8080', true, true],
    ['http://10.1.2.3:8000', false, true],
    ['http://192.168.1.4', false, true],
    ['http://[fd00::5]', false, true],
    ['http://ollama.models.svc.cluster.local:11434', false, true],
    ['http://8.8.8.8', false, false],
    ['http://127.0.0.1.example.com', false, false],
    ['http://localhost.example.com', false, false],
    ['http://notlocalhost', false, false],
    ['http://2130706433', true, true],
    ['https://name.openai.azure.com', false, false],
  ])('%s: %s, with private addresses trusted %s', (address, plain, trusting) => {
    expect([isLocalEndpoint(new URL(address), false), isLocalEndpoint(new URL(address), true)]).toEqual([plain, trusting])
  })

  it('is never a key sent unencrypted to, elsewhere', () => {
    expect(() => readEndpoint('http://models.example.com/v1', { withKey: true, trustPrivate: false })).toThrow('unencrypted')
    expect(readEndpoint('http://127.0.0.1/v1', { withKey: true, trustPrivate: false }).host).toBe('127.0.0.1')
  })

  it.each(['ftp://host/', 'no address', 'https://user:secret@host/v1', 'file:///etc/passwd'])(
    '%s is refused, and not repeated',
    async (endpoint) => {
      await expect(openModel({ provider: 'openai-compatible', endpoint })).rejects.toMatchObject({
        code: 'MODEL_CONFIGURATION',
        message: expect.not.stringContaining('secret') as string,
      })
    },
  )
})

describe('openModel', () => {
  it('refuses an unknown provider and takes no other in its place', async () => {
    await expect(openModel({ provider: 'openai-compatibel', endpoint: 'http://127.0.0.1/' })).rejects.toMatchObject({
      code: 'MODEL_CONFIGURATION',
      remedy: 'Did you mean `openai-compatible`?',
    })
  })

  it('opens none where none is wanted', async () => {
    expect([await openModel({ name: 'none' }), await openModel({ provider: 'none' })]).toEqual([undefined, undefined])
  })

  it.each([{ provider: 'embedded' }, { provider: 'azure-openai' }, { provider: 'openai-compatible' }])(
    'says what $provider needs',
    async (options) => {
      await expect(openModel(options)).rejects.toMatchObject({ code: 'MODEL_CONFIGURATION' })
    },
  )
})
