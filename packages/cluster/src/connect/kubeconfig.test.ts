import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { contextNames, readAccess } from './kubeconfig.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'aks-copilot-'))
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(FOLDER, name)
  writeFileSync(path, text)
  return path
}

function faultOf(read: () => unknown): Error {
  try {
    read()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('it was read')
}

const FIRST = file(
  'first',
  `
contexts: [{name: blue, context: {cluster: shared, user: me, namespace: shop}}]
clusters: [{name: shared, cluster: {server: https://first/, certificate-authority: ca.crt}}]
`,
)
const SECOND = file(
  'second',
  `
current-context: green
contexts: [{name: green, context: {cluster: shared, user: me}}, {name: blue, context: {cluster: other, user: me}}, {name: lost, context: {cluster: gone, user: me}}]
clusters: [{name: shared, cluster: {server: https://second}}]
users: [{name: me, user: {client-certificate: me.crt, token: t, exec: {command: bin/login, args: [1, two], env: [{name: A, value: b}]}}}]
`,
)
const KUBECONFIG = [FIRST, join(FOLDER, 'missing'), SECOND].join(delimiter)

describe('readAccess', () => {
  it('merges files as kubectl does: what comes first wins', () => {
    const access = readAccess({ environment: { KUBECONFIG } })
    expect(access).toMatchObject({
      name: 'green',
      namespace: 'default',
      cluster: { server: 'https://first', caFile: join(FOLDER, 'ca.crt') },
    })
    expect(access.user).toMatchObject({ token: 't', certFile: join(FOLDER, 'me.crt') })
    expect(access.user.exec).toMatchObject({ command: join(FOLDER, 'bin/login'), arguments: ['1', 'two'], environment: { A: 'b' } })
    expect(readAccess({ context: 'blue', environment: { KUBECONFIG } })).toMatchObject({ name: 'blue', namespace: 'shop' })
    expect(contextNames({ environment: { KUBECONFIG } })).toEqual(['blue', 'green', 'lost'])
  })

  it.each([
    [{ kubeconfig: FIRST, environment: {} }, 'CONTEXT_UNKNOWN', /names no current context/],
    [{ context: 'red', environment: { KUBECONFIG } }, 'CONTEXT_UNKNOWN', /no context `red`/],
    [{ context: 'lost', environment: { KUBECONFIG } }, 'KUBECONFIG_INVALID', /`gone`/],
    [{ context: 'blue', kubeconfig: FIRST, environment: {} }, 'KUBECONFIG_INVALID', /user `me`/],
    [{ kubeconfig: join(FOLDER, 'missing'), environment: {} }, 'KUBECONFIG_INVALID', /can't be read/],
    [{ kubeconfig: file('broken', 'a: [\n'), environment: {} }, 'KUBECONFIG_INVALID', /can't be read/],
    [{ kubeconfig: file('list', '- a\n'), environment: {} }, 'KUBECONFIG_INVALID', /it is no map/],
    [{ environment: { HOME: FOLDER } }, 'CLUSTER_NOT_CONFIGURED', /No kubeconfig/],
  ])('says what is wrong: %o', (options, code, message) => {
    expect(() => readAccess(options)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error)
  })

  it.each(['password: !hunter2', 'password: *hunter2', 'token: "hunter2', 'token: hunter2: b', 'token: hunter2\n    token: a'])(
    'repeats nothing of a file that it can not read, neither in the message nor behind it: %j',
    (login) => {
      const kubeconfig = file('secret', `users:\n- name: a\n  user:\n    ${login}\n`)
      const fault = faultOf(() => readAccess({ kubeconfig, environment: {} }))
      expect(fault.message).toMatch(/line \d+ is no YAML/)
      expect(inspect(fault, { depth: Infinity })).not.toContain('hunter2')
    },
  )
})
