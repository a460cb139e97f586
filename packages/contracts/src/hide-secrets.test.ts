import { describe, expect, it } from 'vitest'
import { hideSecrets, withoutOwnSecrets } from './hide-secrets.ts'

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
