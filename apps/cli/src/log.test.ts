import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { knownSecrets } from './known-secrets.ts'
import { Log } from './log.ts'
import type { Terminal } from './terminal.ts'

const PLANTED = 'hE5dRj1aUo7iSk3nZv9xTq2w'

function logged(args: readonly string[], environment: Readonly<Record<string, string>>, act: (log: Log) => void): string {
  let text = ''
  const stderr = new Writable({ write: (chunk: Buffer, _, done) => ((text += chunk.toString()), done()) })
  act(new Log({ stderr, environment } as unknown as Terminal, 'run-1', args))
  return text
}

describe('the log', () => {
  it.each([[[]], [['--log-format', 'json']], [['--verbose']]])('says no secret of the environment, whoever quotes it: %j', (args) => {
    const text = logged(args, { SOME_API_KEY: PLANTED }, (log) => {
      log.notice(`the login is ${PLANTED}`)
      log.error(new Error(`Basic ${Buffer.from(`x:${PLANTED}`).toString('base64')} and ${PLANTED.slice(0, 10)}`))
    })
    expect(text).toContain('the login is ***')
    expect(text).not.toContain(PLANTED.slice(0, 8))
    expect(text).toContain('Basic ')
    expect(Buffer.from(/Basic (\S+)/.exec(text)?.[1] ?? '', 'base64').toString()).not.toContain(PLANTED.slice(0, 8))
  })

  it('says no secret in a field of a line of JSON, which stays JSON', () => {
    const text = logged([], { SOME_API_KEY: PLANTED }, (log) => log.line('info', { path: `/x?key=${PLANTED}`, said: [`a "${PLANTED}" b`] }))
    expect(JSON.parse(text)).toMatchObject({ path: '/x?key=***', said: ['a "***" b'] })
  })

  it('says no private key and no password of an address of the environment', () => {
    const body = 'MIIEowIBAAKCAQEA7Zq3vTb9cRn4kWd6yHs8fJp1gUa3eIo5qLz2xQm7vTb9cRn4'
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----\n`
    const environment = { WHATEVER: key, DATABASE_URL: `postgres://shop:${PLANTED}@db/shop` }
    const text = logged([], environment, (log) => {
      log.notice(`cannot read ${JSON.stringify(key)}`)
      log.error(new Error(`no login with ${PLANTED}`))
    })
    expect(text).not.toContain(body.slice(0, 12))
    expect(text).not.toContain(PLANTED.slice(0, 8))
    expect(text.match(/\*\*\*/g)).toHaveLength(2)
  })

  it('says no secret that is read later', () => {
    const environment = {}
    const text = logged([], environment, (log) => {
      knownSecrets(environment).note(PLANTED)
      log.notice(`the login is ${PLANTED}`)
    })
    expect(text).toBe('the login is ***\n')
  })

  it.each([
    ['SOME_KEY', 'deployment'],
    ['SSH_KEY', '/home/somebody/.ssh/id_rsa'],
    ['AKS_COPILOT_SLACK_TOKEN', 'keyvault:slack-token'],
    ['GREETING', 'a long enough text'],
  ])('leaves what is no secret: %s=%s', (name, value) => {
    expect(logged([], { [name]: value }, (log) => log.notice(`so ${value}`))).toBe(`so ${value}\n`)
  })
})
