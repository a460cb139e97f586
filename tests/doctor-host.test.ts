import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable, Writable } from 'node:stream'
import type { ModelStatus } from '../packages/contracts/src/index.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfiguration } from '../apps/cli/src/configuration.ts'
import type { Finding } from '../apps/cli/src/diagnosis/examine-cluster.ts'
import { modelAndHost } from '../apps/cli/src/diagnosis/examine-assistant.ts'
import { hostFindings, isAnswering } from '../apps/cli/src/diagnosis/examine-host.ts'
import { gatewayIn, type HostFacts, hostFacts } from '../apps/cli/src/diagnosis/host-facts.ts'
import type { Terminal } from '../apps/cli/src/terminal.ts'
import { scriptedModel, type ScriptedModel } from './scripted-model.ts'
import { temporaryFolder } from './temporary-folder.ts'

const WSL = '6.6.87.2-microsoft-standard-WSL2'
const LINUX: HostFacts = {
  platform: 'linux',
  release: '6.1.0-44-amd64',
  environment: {},
  wslMode: undefined,
  inPod: false,
  inContainer: false,
  gateway: undefined,
  names: [],
}
const NAT: HostFacts = { ...LINUX, release: WSL, wslMode: 'nat', gateway: '172.29.64.1' }

let model: ScriptedModel
let port: number
beforeAll(async () => {
  model = await scriptedModel(['small'], { words: 'Well.', pace: 0, ending: 'stops' })
  port = Number(new URL(model.url).port)
})
afterAll(async () => await model.stop())

function terminalWith(environment: Readonly<Record<string, string>>): Terminal {
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() })
  return {
    stdout: sink,
    stderr: sink,
    stdin: Readable.from([]),
    cwd: temporaryFolder({}),
    environment: { PATH: '', ...environment },
    signal: new AbortController().signal,
  }
}

/** Nothing listens at 127.0.0.9: there a person believes the model to be. */
async function found(facts: HostFacts, environment: Readonly<Record<string, string>> = {}, isReady = false): Promise<Finding[]> {
  const terminal = terminalWith({
    AKS_COPILOT_MODEL_PROVIDER: 'openai-compatible',
    AKS_COPILOT_MODEL_NAME: 'small',
    AKS_COPILOT_MODEL_ENDPOINT: `http://127.0.0.9:${port}/v1`,
    AKS_COPILOT_MODEL_KEY: 'a-secret-key',
    ...environment,
  })
  return await hostFindings(await readConfiguration({}, terminal), isReady, terminal, () => Promise.resolve(facts))
}

describe('doctor on a machine below another one', () => {
  it('says nothing where the loopback is that of the machine, and where no model of the machine is meant', async () => {
    const elsewhere = [LINUX, { ...NAT, platform: 'win32' }, { ...NAT, wslMode: 'wsl1' }, { ...LINUX, platform: 'darwin' }] as const
    for (const facts of elsewhere) expect(await found(facts)).toEqual([])
    expect(await found(NAT, { AKS_COPILOT_MODEL_NAME: 'none' })).toEqual([])
    expect(await found(NAT, { AKS_COPILOT_MODEL_PROVIDER: 'azure-openai' })).toEqual([])
  })

  it('only names the place where the model answers as it is configured', async () => {
    expect(await found(NAT, {}, true)).toEqual([
      { name: 'host', state: 'ok', detail: 'WSL with NAT: 127.0.0.1 is not that of Windows, which is 172.29.64.1 from here' },
    ])
  })

  it('finds the model at the gateway of WSL, of a container and of a pod, and says what to set', async () => {
    const gateway = '127.0.0.1'
    for (const facts of [
      { ...NAT, gateway },
      { ...NAT, gateway, inContainer: true },
      { ...LINUX, gateway, inPod: true },
    ]) {
      const [host, way] = await found(facts)
      expect(host?.state).toBe('ok')
      expect(way).toEqual({
        name: 'model on host',
        state: 'missing',
        detail: `a model answers at http://127.0.0.1:${port}/v1, which is not configured`,
        remedy: `Set model.endpoint, or AKS_COPILOT_MODEL_ENDPOINT, to http://127.0.0.1:${port}/v1.`,
      })
    }
    expect(model.asked).toBe(0)
  })

  it('counts a service as answering whose model is not in memory, and one that has other models', () => {
    const unreachable: ModelStatus = {
      provider: 'foundry-local',
      name: 'small',
      state: 'unreachable',
      remedy: [],
      local: true,
      leaves: 'Nothing leaves this machine.',
      pseudonyms: false,
      contextTokens: 4096,
      offers: [],
      speed: {},
    }
    const other = { name: 'other', loaded: false }
    const states: ModelStatus[] = [
      unreachable,
      { ...unreachable, state: 'loading' },
      { ...unreachable, state: 'not-configured', offers: [other] },
    ]
    expect(states.map(isAnswering)).toEqual([false, true, true])
  })

  it('takes nothing else that answers for a model', async () => {
    const page = createServer((_, response) => void response.setHeader('content-type', 'text/html').end('<h1>Router</h1>'))
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve))
    const other = (page.address() as AddressInfo).port
    const [, way] = await found({ ...NAT, gateway: '127.0.0.1' }, { AKS_COPILOT_MODEL_ENDPOINT: `http://127.0.0.9:${other}/v1` })
    expect(way).toMatchObject({ state: 'off', detail: `nobody answers at http://127.0.0.1:${other}/v1 either` })
    page.close()
  })

  it('gives the commands for Foundry Local on Windows, with the port and the address', async () => {
    const facts = { ...NAT, gateway: '127.0.0.8' }
    const foundry = { AKS_COPILOT_MODEL_PROVIDER: 'foundry-local', AKS_COPILOT_MODEL_ENDPOINT: 'http://127.0.0.9:58399' }
    const remedies = await Promise.all(
      [facts, { ...facts, wslMode: 'mirrored' }, { ...facts, inPod: true }, { ...facts, inContainer: true }].map(
        async (one) => (await found(one, foundry))[1]?.remedy,
      ),
    )
    expect(remedies[0]).toContain('foundry server start --port 58399')
    expect(remedies[0]).toContain('networkingMode=mirrored')
    expect(remedies[0]).toContain(
      'netsh interface portproxy add v4tov4 listenaddress=127.0.0.8 listenport=58399 connectaddress=127.0.0.1 connectport=58399',
    )
    expect(remedies[1]).not.toContain('netsh')
    expect(remedies[2]).toContain('http://127.0.0.8:58399')
    expect(remedies[3]).toContain('--add-host host.docker.internal:host-gateway')
  })

  it('leaves the router of the network alone with mirrored networking, and the link-local next hop of a pod', async () => {
    const [, mirrored] = await found(
      { ...NAT, wslMode: 'mirrored', gateway: '192.0.2.1' },
      { AKS_COPILOT_MODEL_ENDPOINT: 'http://127.0.0.1:9/v1' },
    )
    expect(mirrored?.detail).toBe('there is no other address to try')
    const [, pod] = await found({ ...LINUX, inPod: true, gateway: '169.254.1.1' })
    expect(pod?.detail).toBe('there is no other address to try')
  })

  it('gives one advice, that of the machine below', async () => {
    const model: Finding = { name: 'model', state: 'off', detail: 'does not answer', remedy: 'Install it here.' }
    const remedies = (host: readonly Finding[]): unknown[] => modelAndHost(model, host).map(({ remedy }) => remedy)
    const host = await found(NAT)
    expect(remedies(host)).toEqual([undefined, undefined, expect.stringContaining('Start it on Windows')])
    expect(remedies(await found(NAT, {}, true))).toEqual(['Install it here.', undefined])
    expect(remedies([])).toEqual(['Install it here.'])
  })

  it('reads the gateway as Linux writes it', () => {
    const table = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00000000\t01401DAC\t0003\t0\t0\t0\t00000000\neth0\t00401DAC\t00000000\t0001\t0\t0\t0\t00F0FFFF\n`
    expect(gatewayIn(table)).toBe('172.29.64.1')
    expect([gatewayIn(''), gatewayIn('eth0\t00401DAC\t00000000\t0001')]).toEqual([undefined, undefined])
  })

  it('reads the facts of this machine', async () => {
    const facts = await hostFacts(terminalWith({}))
    expect([facts.platform, facts.inPod]).toEqual([process.platform, false])
  })
})
