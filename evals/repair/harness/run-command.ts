import { type AgentState, agentStateSchema } from '@aks-copilot/contracts'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Scenario } from './read-scenarios.ts'

const MAIN = join(import.meta.dirname, '..', '..', '..', 'apps', 'cli', 'src', 'main.ts')

export interface Ran {
  readonly status: number | null
  readonly state: AgentState | undefined
  /** What it said on the way. */
  readonly told: string
}

/** `aks-copilot debug --app NAME` in a process of its own, as a person or a pipeline runs it. */
export async function runDebug(scenario: Scenario, name: string, hub: { token: string; api: string }, signal: AbortSignal): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, 'debug', '--app', name, '--mode', scenario.mode, '--format', 'json'], {
    // No aks-copilot.yaml of whoever runs the evaluation is to be found from here.
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    env: {
      ...process.env,
      AKS_COPILOT_GITHUB_TOKEN: hub.token,
      // The login goes to no host that only an Application names.
      AKS_COPILOT_GITHUB_API: hub.api,
      AKS_COPILOT_REPAIR_SETTLE_SECONDS: '10',
      AKS_COPILOT_REPAIR_HEALTHY_MINUTES: '2',
      AKS_COPILOT_REPAIR_MINUTES: '8',
    },
  })
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const text = Buffer.concat(out).toString()
  return { status, state: text === '' ? undefined : agentStateSchema.parse(JSON.parse(text)), told: Buffer.concat(err).toString() }
}
