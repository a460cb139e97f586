import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { Azurite, azuriteProgram } from '../packages/integrations/src/blob/test-support/azurite.ts'
import { KeyVaultStandIn } from '../packages/integrations/src/key-vault/test-support/key-vault-stand-in.ts'
import { type CliResult, runCli } from './run-cli.ts'
import { temporaryFolder } from './temporary-folder.ts'

const MAIN = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url))
const MANIFEST = '.aks-copilot-sync.json'
const LOGIN = 'AKS_COPILOT_BLOB_CONNECTION_STRING'

describe('kb sync without a container that answers', { timeout: 60_000 }, () => {
  it('needs an address', async () => {
    const { status, stderr } = await runCli(['kb', 'sync'], { environment: { HOME: temporaryFolder() } })
    expect([status, stderr]).toEqual([2, expect.stringContaining('knowledge.blob') as string])
  })

  it('that is not there exits with 3, and writes nothing', async () => {
    const folder = temporaryFolder({ 'a.md': '# A' })
    const url = 'http://127.0.0.1:9/devstoreaccount1'
    const login = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=aHVudGVyMg==;BlobEndpoint=${url};`
    const { status, stderr, stdout } = await runCli(['kb', 'sync', folder, `${url}/runbooks`], { environment: { [LOGIN]: login } })
    expect([status, stdout]).toEqual([3, ''])
    expect(stderr).toContain('BLOB_UNREACHABLE')
    expect(stderr).not.toContain('aHVudGVyMg')
    expect(readdirSync(folder)).toEqual(['a.md'])
  })
})

const program = azuriteProgram(process.env)

describe.skipIf(program === undefined)('kb sync with the emulator of Azure Storage', { timeout: 60_000 }, () => {
  let azurite: Azurite
  let container = ''
  let count = 0

  beforeAll(async () => {
    azurite = await Azurite.start(program ?? '')
  }, 90_000)
  afterAll(async () => azurite.stop())
  beforeEach(async () => {
    container = await azurite.createContainer(`runbooks-${(count += 1)}`)
  })

  const sync = async (folder: string, ...flags: readonly string[]): Promise<CliResult> =>
    await runCli(['kb', 'sync', folder, container, ...flags], { environment: { [LOGIN]: azurite.service().connectionString } })
  const runbooks = (folder: string): string[] =>
    readdirSync(folder)
      .filter((name) => name !== MANIFEST)
      .toSorted()
  const text = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8')

  it('sends, fetches, and is in step: 0 each time', async () => {
    const ours = temporaryFolder({ 'reset.md': '# Reset the ledger' })
    const theirs = temporaryFolder()
    const tried = await sync(ours, '--dry-run')
    expect([tried.status, tried.stdout]).toEqual([0, expect.stringContaining('Nothing was written.') as string])
    const sent = await sync(ours)
    expect(sent).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('  reset.md: sent\n') as string })
    const fetched = await sync(theirs)
    expect(fetched).toMatchObject({ status: 0, stdout: expect.stringContaining('  reset.md: fetched\n') as string })
    expect(text(theirs, 'reset.md')).toBe('# Reset the ledger')
    const again = await sync(ours)
    expect([again.status, again.stdout]).toEqual([0, expect.stringMatching(/^0 changed, 1 unchanged, /) as string])
  })

  it('a conflict exits with 1 until a person resolved it, and loses neither side', async () => {
    const [ours, theirs] = [temporaryFolder({ 'a.md': '# A' }), temporaryFolder()]
    await sync(ours)
    await sync(theirs)
    writeFileSync(join(ours, 'a.md'), '# A of ours')
    writeFileSync(join(theirs, 'a.md'), '# A of theirs')
    expect((await sync(theirs)).status).toBe(0)
    expect((await sync(ours, '--dry-run')).status).toBe(1)
    expect(runbooks(ours)).toEqual(['a.md'])
    const found = await sync(ours)
    expect([found.status, found.stderr]).toEqual([1, ''])
    const copy = runbooks(ours).find((name) => name !== 'a.md') ?? ''
    expect(found.stdout).toContain(`the version of the store is in ${copy}`)
    expect([text(ours, 'a.md'), text(ours, copy)]).toEqual(['# A of ours', '# A of theirs'])
    expect((await sync(ours)).status).toBe(1)
    rmSync(join(ours, copy))
    expect((await sync(ours)).status).toBe(0)
    expect((await sync(theirs)).status).toBe(0)
    expect([text(ours, 'a.md'), text(theirs, 'a.md')]).toEqual(['# A of ours', '# A of ours'])
  })

  it('deletions that are too many exit with 1, and are done with --force', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `${name}.md`)
    const ours = temporaryFolder(Object.fromEntries(names.map((name) => [name, `# ${name}`])))
    const theirs = temporaryFolder()
    await sync(ours)
    await sync(theirs)
    for (const name of names.slice(1)) rmSync(join(ours, name))
    const held = await sync(ours)
    expect([held.status, held.stdout]).toEqual([1, expect.stringContaining('--force') as string])
    expect((await sync(ours, '--force')).status).toBe(0)
    expect((await sync(theirs, '--force')).status).toBe(0)
    expect(runbooks(theirs)).toEqual(['a.md'])
  })

  it('a wrong login and a container that is not there exit with 2, and say no key', async () => {
    const folder = temporaryFolder({ 'a.md': '# A' })
    const key = Buffer.from('hunter2-hunter2-hunter2').toString('base64')
    const wrong = azurite.service().connectionString.replace(/AccountKey=[^;]+/, `AccountKey=${key}`)
    const denied = await runCli(['kb', 'sync', folder, container], { environment: { [LOGIN]: wrong } })
    expect([denied.status, denied.stderr]).toEqual([2, expect.stringContaining('BLOB_DENIED') as string])
    expect(`${denied.stdout}${denied.stderr}`).not.toContain(key.slice(0, 8))
    const environment = { [LOGIN]: azurite.service().connectionString }
    const absent = await runCli(['kb', 'sync', folder, `${azurite.service().url}/nowhere`], { environment })
    expect([absent.status, absent.stderr]).toEqual([2, expect.stringContaining('BLOB_REFUSED') as string])
    expect(existsSync(join(folder, MANIFEST))).toBe(false)
  })

  it('takes its login from a Key Vault, with the identity of the machine', async () => {
    const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 7 as const, ip: '127.0.0.1' }] }]
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'vault' }], { extensions })
    const vault = await KeyVaultStandIn.start({ cert, key })
    onTestFinished(() => vault.stop())
    vault.set('blob-login', { version: 'v1', value: azurite.service().connectionString })
    const identity = await identityEndpoint(vault)
    const folder = temporaryFolder({ 'runbooks/a.md': '# A', 'ca.pem': cert })
    const { status, stdout, stderr } = await asProgram(['kb', 'sync', 'runbooks', container], folder, {
      [LOGIN]: 'keyvault:blob-login',
      AKS_COPILOT_KEY_VAULT_URL: vault.url,
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      IDENTITY_ENDPOINT: identity,
      IDENTITY_HEADER: 'planted-header',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('  a.md: sent')
    expect(vault.tokensGiven).toBe(1)
  })
})

/** The managed identity as App Service and Container Apps give it; its tokens are those that the vault takes. */
async function identityEndpoint(vault: KeyVaultStandIn): Promise<string> {
  const answer = async (asked: URL, response: ServerResponse): Promise<void> => {
    const { token, expiresOnTimestamp } = await vault.credential().getToken()
    const facts = { resource: asked.searchParams.get('resource'), expires_on: String(Math.floor(expiresOnTimestamp / 1000)) }
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ access_token: token, token_type: 'Bearer', ...facts }))
  }
  const server = createServer((request, response) => {
    if (request.headers['x-identity-header'] !== 'planted-header') return void response.writeHead(401).end()
    void answer(new URL(request.url ?? '', 'http://127.0.0.1'), response)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/msi/token`
}

async function asProgram(args: readonly string[], cwd: string, environment: Readonly<Record<string, string>>): Promise<CliResult> {
  const env = { PATH: process.env['PATH'], HOME: cwd, ...environment }
  return await new Promise((done) => {
    const child = execFile(process.execPath, [MAIN, ...args], { cwd, env }, (_, stdout, stderr) =>
      done({ status: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}
