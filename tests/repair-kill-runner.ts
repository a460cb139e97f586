import { flushCompileCache } from 'node:module'
import type { Snapshot } from '@aks-copilot/cluster'
import { readRecording } from '@aks-copilot/cluster'
import { CopilotError } from '@aks-copilot/contracts'
import { renderTree } from '@aks-copilot/manifests'
import { createBranchStore, runDebugLoop } from '../packages/remediation/src/index.ts'
import { doctor } from '../packages/remediation/src/test-support/memory-world.ts'
import { REQUEST } from '../packages/remediation/src/test-support/request.ts'

/**
 * One process that runs the loop against the world of its parent: it asks for what to do, and goes on until it is done or killed. Prints
 * `done`.
 */
const [address = ''] = process.argv.slice(2)
// The next process starts sooner, even when this one is killed.
flushCompileCache()
let now = 0

async function ask(port: string, method: string, args: readonly unknown[]): Promise<unknown> {
  const response = await fetch(address, { method: 'POST', body: JSON.stringify({ port, method, args }) })
  const answer = (await response.json()) as { now: number; value?: unknown; error?: ConstructorParameters<typeof CopilotError>[0] }
  now = answer.now
  if (answer.error !== undefined) throw new CopilotError(answer.error)
  return answer.value
}

/** A port whose calls go to the parent; signals stay here. Whoever takes it knows which port it is. */
function remote(port: string, constants: object = {}): never {
  const get = (_: object, name: string | symbol): unknown =>
    Reflect.get(constants, name) ??
    ((...args: readonly unknown[]) =>
      ask(
        port,
        String(name),
        args.filter((arg) => !(arg instanceof AbortSignal)),
      ))
  return new Proxy({}, { get }) as never
}

const KEY = 'key-of-the-siege'
const {
  policy,
  doctor: tags,
  repository,
} = (await ask('story', 'begin', [])) as {
  policy: Parameters<typeof runDebugLoop>[2]['policy']
  doctor: readonly string[]
  repository: string
}
const git: Parameters<typeof createBranchStore>[0] = remote('git', { repository })
await runDebugLoop(
  REQUEST,
  {
    git,
    deployer: remote('deployer'),
    cluster: {
      read: async (): Promise<Snapshot> => readRecording(new TextEncoder().encode(JSON.stringify(await ask('cluster', 'read', [])))),
    },
    renderer: { render: async (source, files, signal) => await renderTree(source, files, signal) },
    notifier: remote('notifier'),
    store: createBranchStore(git, KEY),
    audit: { record: () => undefined },
    clock: { now: () => now, sleep: async (milliseconds) => void (await ask('clock', 'sleep', [milliseconds])) },
    proposers: [doctor(tags)],
  },
  { policy, signal: new AbortController().signal, signingKey: KEY },
)
process.stdout.write('done\n')
