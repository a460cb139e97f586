import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CommandContext } from '../command-context.ts'
import { Configuration } from '../configuration.ts'
import { openGitHost } from './open-git-host.ts'

const TOKEN = 'ghp_plantedPlantedPlantedPlantedPlanted0'
const FOLDER = mkdtempSync(join(tmpdir(), 'aks-copilot-host-'))
execFileSync('git', ['init', '-q', FOLDER])
const logins: string[] = []
const server = createServer((request, response) => {
  logins.push(request.headers.authorization ?? '')
  response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
})
let here = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(() => void logins.splice(0))
afterAll(() => {
  server.close()
  rmSync(FOLDER, { recursive: true })
})

/** Only what the opening of a host reads of the context. */
const context = (environment: Readonly<Record<string, string>> = {}): CommandContext =>
  ({
    terminal: { cwd: FOLDER, environment: { AKS_COPILOT_GITHUB_TOKEN: TOKEN, ...environment }, signal: new AbortController().signal },
    log: { notice: () => undefined },
  }) as unknown as CommandContext
const configured = (settings: Readonly<Record<string, string>> = {}): Configuration =>
  new Configuration(new Map(Object.entries(settings).map(([key, value]) => [key, { value, origin: 'flag', folder: FOLDER }])), undefined)

describe('a repository that only an Application names', () => {
  it.each([
    ['another host', () => `${here}/contoso/shop.git`],
    ['another host over ssh', () => 'git@evil.example:contoso/shop.git'],
    ['a host that begins like the right one', () => 'https://github.com.evil.example/contoso/shop'],
    ['a host that ends like the right one', () => 'https://evilgithub.com/contoso/shop'],
    ['a login that looks like the right host', () => 'https://github.com@evil.example/contoso/shop'],
    ['a tenant of somebody else', () => 'https://evil.ghe.com/contoso/shop'],
    ['a folder of this machine', () => pathToFileURL(FOLDER).href],
    ['a path', () => FOLDER],
    ['the folder that the command runs in', () => '.'],
    ['nothing', () => ''],
    ['an option', () => '--upload-pack=touch /tmp/taken'],
    ['a helper of Git', () => 'ext::sh -c "touch /tmp/taken"'],
    ['a registry of charts', () => 'oci://evil.example/charts'],
  ])('gets no login and is not opened where it is %s', async (_, repository) => {
    const opened = openGitHost(repository(), configured(), context())
    await expect(opened).rejects.toMatchObject({ code: 'REPAIR_REPOSITORY_UNTRUSTED', category: 'validation' })
    expect(logins).toEqual([])
  })

  it('may lie on github.com, by whatever protocol', async () => {
    for (const name of ['https://github.com/contoso/shop.git', 'git@github.com:contoso/shop.git', 'ssh://git@github.com/contoso/shop'])
      expect((await openGitHost(name, configured(), context())).repository).toBe('https://github.com/contoso/shop')
  })

  it('may lie on the server of the workflow, and only inside of one', async () => {
    const own = { GITHUB_SERVER_URL: here }
    await expect(openGitHost(`${here}/contoso/shop`, configured(), context(own))).rejects.toMatchObject({
      code: 'REPAIR_REPOSITORY_UNTRUSTED',
    })
    const host = await openGitHost(`${here}/contoso/shop`, configured(), context({ ...own, GITHUB_ACTIONS: 'true' }))
    expect(host.repository).toBe(`${here}/contoso/shop`)
  })

  it('sends the login to the API that is set, whatever host it names', async () => {
    const host = await openGitHost('https://evil.example/contoso/shop', configured({ 'github.api': `${here}/api/v3` }), context())
    await expect(host.defaultBranch()).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' })
    expect(logins).toEqual([`Bearer ${TOKEN}`])
  })
})

describe('a repository that the configuration names', () => {
  it('is opened where it is a folder', async () => {
    const host = await openGitHost(FOLDER, configured({ 'repair.repository': FOLDER }), context())
    expect(host.repository).toBe(pathToFileURL(FOLDER).href)
  })

  it('gets the login on its host', async () => {
    const repository = `${here}/contoso/shop`
    const host = await openGitHost(repository, configured({ 'repair.repository': repository }), context())
    await expect(host.defaultBranch()).rejects.toMatchObject({ code: 'GITHUB_NOT_FOUND' })
    expect(logins).toEqual([`Bearer ${TOKEN}`])
  })
})

describe('a login in a file', () => {
  it('counts once it was renewed, without being opened again', async () => {
    const file = join(FOLDER, 'token')
    writeFileSync(file, 'ghp_first')
    const settings = configured({ 'repair.repository': `${here}/contoso/shop`, 'github.tokenFile': file })
    const host = await openGitHost(`${here}/contoso/shop`, settings, context({ AKS_COPILOT_GITHUB_TOKEN: '' }))
    await host.head('main').catch(() => undefined)
    writeFileSync(file, 'ghp_second')
    await host.head('main').catch(() => undefined)
    expect([...new Set(logins)]).toEqual(['Bearer ghp_first', 'Bearer ghp_second'])
  })
})
