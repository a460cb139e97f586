import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hideSecrets, secretHider, withoutOwnSecrets } from './hide-secrets.ts'

const SECRET = 'ghp_Lz2xQm7vTb9cRn4kWd6yHs8fJp1gUa3eIo5q'
const ODD = 'p"w d/+é%k=zz\\11'
const base64 = (text: string): string => Buffer.from(text).toString('base64')

describe('hideSecrets', () => {
  it.each([
    ['itself', `Bearer ${SECRET}.`, SECRET],
    ['only its beginning', `the token ${SECRET.slice(0, 12)}… is not known`, SECRET],
    ['as base64', `got ${base64(SECRET)} for a login`, SECRET],
    ['as base64 behind a name', `Basic ${base64(`shop:${SECRET}`)}`, SECRET],
    ['as base64 behind two characters', base64(`x:${SECRET}:y`), SECRET],
    ['as base64 behind one character', base64(`:${SECRET}`), SECRET],
    ['as base64 for addresses', Buffer.from(`>>${ODD}`).toString('base64url'), ODD],
    ['in an address', `GET /x?token=${encodeURIComponent(ODD)}&a=b`, ODD],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex').toUpperCase(), SECRET],
    ['with characters that mean something to a pattern', `no login ${ODD}`, ODD],
  ])('hides %s', (_, text, secret) => {
    const hidden = hideSecrets(text, [secret])
    expect(hidden).toContain('***')
    for (const part of [secret.slice(0, 8), base64(secret).slice(0, 10), encodeURIComponent(secret).slice(4, 14)])
      expect(hidden).not.toContain(part)
    expect(Buffer.from(/[\w+/-]{16,}/.exec(hidden)?.[0] ?? '', 'base64').toString()).not.toContain(secret.slice(0, 8))
  })

  it('leaves the rest as it is', () => {
    expect(hideSecrets(`"${SECRET}" is no login; ask for another`, [SECRET])).toBe('"***" is no login; ask for another')
    expect(hideSecrets('a word', ['', 'word'])).toBe('a ***')
    expect(hideSecrets('ghp_another is no login', [SECRET])).toBe('ghp_another is no login')
  })
})

describe('a private key', () => {
  const options = { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' } } as const
  const { privateKey: key } = generateKeyPairSync('rsa', { ...options, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } })
  const lines = key.split('\n').filter((line) => /^[\w+/=]{8,}$/.test(line))
  const escaped = JSON.stringify(key).slice(1, -1)
  const WRITTEN: readonly (readonly [string, string])[] = [
    ['as it is', key],
    ['with other line ends', key.replaceAll('\n', '\r\n')],
    ['some lines of it', lines.slice(3, 7).join('\n')],
    ['indented', key.replaceAll('\n', '\n    ')],
    ['in JSON', JSON.stringify({ key })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ key }))],
    ['as base64', base64(key)],
    ['as base64 behind something', base64(`key: ${key}`)],
    ['in an address', `https://git.example/?key=${encodeURIComponent(key)}`],
  ]

  it.each([
    ['plain', key],
    ['with its line ends written out', escaped],
    ['as base64', base64(key)],
  ])('is hidden in every way of writing it, known %s', (_, known) => {
    expect(lines.length).toBeGreaterThan(20)
    const hide = secretHider([known])
    for (const [how, text] of WRITTEN) {
      const hidden = hide(text)
      expect([how, hidden]).toEqual([how, expect.stringContaining('***')])
      const decoded = hidden.match(/[\w+/=]{16,}/g)?.map((word) => Buffer.from(word, 'base64').toString('latin1')) ?? []
      const shown = [hidden, decodeURIComponent(hidden), ...decoded].join('\n')
      expect([how, lines.filter((line) => shown.includes(line.slice(0, 12)))]).toEqual([how, []])
    }
  })

  it('hides no other key and no certificate', () => {
    const hide = secretHider([key, base64(key)])
    const { publicKey } = generateKeyPairSync('rsa', { ...options, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } })
    for (const text of [publicKey, '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkq', base64(publicKey)])
      expect(hide(text)).toBe(text)
  })
})

it('hides what is secret in a connection string and a signed address, also on its own', () => {
  const [account, sig] = ['q2Zx8VbT5nLr0WcYk7+PdEs=', 'pD7kXe2rYq/9tUf4bLw6nZh1mOa8c=']
  const connection = `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=${account};EndpointSuffix=core.windows.net`
  const sas = `sv=2024-11-04&sr=c&sig=${encodeURIComponent(sig)}`
  const hide = secretHider([connection, sas])
  expect(hide(`SharedKey shop:${account}`)).toBe('SharedKey shop:***')
  expect(hide(`the signature ${sig} of shop`)).toBe('the signature *** of shop')
  expect(hide(`?se=1&sig=${encodeURIComponent(sig)}&sp=r`)).not.toContain(encodeURIComponent(sig).slice(0, 8))
})

it('keeps own secrets from programs that are started, and nothing else', () => {
  const others = { PATH: '/bin', AZURE_CLIENT_SECRET: 'theirs', GITHUB_TOKEN: 'theirs', AKS_COPILOT_MODEL_NAME: 'none' }
  const own = {
    AKS_COPILOT_GITHUB_TOKEN: 'x',
    AKS_COPILOT_BLOB_SAS: 'x',
    AKS_COPILOT_BLOB_CONNECTION_STRING: 'x',
    AKS_COPILOT_REPAIR_KEY: 'x',
  }
  expect(withoutOwnSecrets({ ...others, ...own })).toEqual(others)
})
