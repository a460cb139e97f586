import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FakeEndpoint } from '../../../../packages/models/src/test-support/fake-endpoint.ts'
import { recorded } from '../../../../packages/remediation/src/propose/test-support/recorded.ts'
import type { CommandContext } from '../command-context.ts'
import { readConfiguration } from '../configuration.ts'
import { Log } from '../log.ts'
import type { Terminal } from '../terminal.ts'
import { livePort } from './live-port.ts'
import { type RepairModel, repairModel } from './repair-model.ts'

/** An address of this machine that is not the loopback: what goes there counts as leaving. */
const OWN = Object.values(networkInterfaces())
  .flatMap((all) => all ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address
const FOLDER = mkdtempSync(join(tmpdir(), 'repair-model-'))
let endpoint: FakeEndpoint
let relay: Server

beforeAll(async () => {
  endpoint = await FakeEndpoint.start({ flavour: 'openai', models: ['some-model'] })
  relay = createServer((socket) => {
    const there = connect(Number(new URL(endpoint.origin).port), '127.0.0.1')
    for (const [from, to] of [
      [socket, there],
      [there, socket],
    ] as const)
      from.on('error', () => to.destroy()).pipe(to)
  })
  await new Promise<void>((resolve) => relay.listen(0, OWN ?? '127.0.0.1', resolve))
  mkdirSync(join(FOLDER, 'runbooks'))
  writeFileSync(
    join(FOLDER, 'runbooks', 'readiness-probe-failing.md'),
    '# readiness-probe-failing\n\nThe readiness probe of web fails: ask Marta of the platypus team.\n',
  )
})
afterAll(async () => {
  relay.close()
  await endpoint.stop()
  rmSync(FOLDER, { recursive: true, force: true })
})
beforeEach(() => {
  endpoint.asked.length = 0
  endpoint.behaviours = [{ does: 'say', words: ['{"operations":', '["1"]}'] }]
})

let said = ''
function contextOf(): CommandContext {
  const stderr = new Writable({
    write(chunk: Buffer, _, done) {
      said += chunk.toString()
      done()
    },
  })
  const terminal = {
    stdout: stderr,
    stderr,
    cwd: FOLDER,
    environment: { PATH: FOLDER, HOME: FOLDER },
    signal: new AbortController().signal,
  }
  return { terminal, log: new Log(terminal as unknown as Terminal, 'run', []) } as unknown as CommandContext
}

async function opened(url: string, settings: object = {}): Promise<RepairModel | undefined> {
  const model = { provider: 'openai-compatible', name: 'some-model', endpoint: `${url}/v1` }
  const given = { repair: { model: 'yes' }, model, knowledge: { runbooks: join(FOLDER, 'runbooks') }, ...settings }
  writeFileSync(join(FOLDER, 'aks-copilot.yaml'), JSON.stringify(given))
  const context = contextOf()
  return repairModel(await readConfiguration({ config: 'aks-copilot.yaml' }, context.terminal), context)
}

const loopback = (): string => endpoint.origin
const elsewhere = (): string => `http://${OWN}:${(relay.address() as AddressInfo).port}`

async function choose(url: string): Promise<string> {
  const model = await opened(url)
  const { incident, context } = recorded('probe-change-breaks')
  expect(endpoint.asked).toEqual([])
  expect(await model?.proposer.propose(incident, context())).toMatchObject([{ source: 'model' }])
  await model?.close()
  return JSON.stringify(endpoint.asked.map(({ body }) => body))
}

describe('the model of the debug loop', () => {
  it('reads the problem, and the runbooks of this machine, where it is on it', async () => {
    const asked = await choose(loopback())
    expect(asked).toContain('ev-probe-change-breaks/web')
    expect(asked).toContain('platypus')
  })

  it.skipIf(OWN === undefined)('gets no name and no runbook where it is elsewhere', async () => {
    const asked = await choose(elsewhere())
    expect(asked).toContain('readiness probe')
    expect(asked).not.toMatch(/ev-probe-change-breaks|platypus|Marta/)
  })

  it('is cut off at its socket where the run is stopped', async () => {
    endpoint.behaviours = [{ does: 'hang' }]
    const model = await opened(loopback())
    const { incident, context } = recorded('probe-change-breaks')
    const stop = new AbortController()
    const proposals = model?.proposer.propose(incident, { ...context(), signal: stop.signal })
    await expect.poll(() => endpoint.asked.length, { timeout: 15_000 }).toBe(1)
    stop.abort(new Error('Ctrl-C'))
    await expect(proposals).rejects.toThrow('Ctrl-C')
    await expect.poll(() => endpoint.cutOff, { timeout: 15_000 }).toBeGreaterThan(0)
    await model?.close()
  })

  it('is none where nobody asked for it, and an error where there is none to ask', async () => {
    expect(await opened(loopback(), { repair: {} })).toBeUndefined()
    await expect(opened(loopback(), { model: { provider: 'none' } })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' })
  })
})

describe('live tools', () => {
  const port = async (repair: object): Promise<ReturnType<typeof livePort>> => {
    writeFileSync(join(FOLDER, 'aks-copilot.yaml'), JSON.stringify({ repair }))
    const context = contextOf()
    return livePort(await readConfiguration({ config: 'aks-copilot.yaml' }, context.terminal), context)
  }

  it('are used where they are asked for, and Azure where it is set whole', async () => {
    const azure = { azureSubscription: 'sub-1', azureResourceGroup: 'rg-shop', azureCluster: 'aks-shop', azureRegistries: ['contoso'] }
    expect(await port(azure)).toBeUndefined()
    expect(await port({ tools: 'yes', ...azure })).toMatchObject({ azure: { cluster: 'aks-shop', registries: ['contoso'] } })
    await expect(port({ tools: 'yes', azureCluster: 'aks-shop' })).rejects.toMatchObject({ code: 'CONFIGURATION_INVALID' })
  })

  it('say once that a program is not there, and reach no other namespace', async () => {
    const live = await port({ tools: 'yes' })
    const tools = live?.tools(['shop'])
    said = ''
    for (const name of ['pods', 'services'])
      expect(await tools?.run({ tool: 'kubectl', args: ['get', name] })).toMatchObject({ missing: true })
    expect(said.match(/kubectl is not on this machine/g)).toHaveLength(1)
    const outside = await tools?.run({ tool: 'kubectl', args: ['get', 'pods', '--namespace=other'] })
    expect(outside).toMatchObject({ ok: false, text: expect.stringContaining('none of this application') })
    expect(await tools?.run({ tool: 'az', args: ['account', 'show'] })).toMatchObject({
      ok: false,
      text: expect.stringContaining('not set up'),
    })
  })
})
