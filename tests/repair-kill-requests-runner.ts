import { flushCompileCache } from 'node:module'
import { readRecording } from '@aks-copilot/cluster'
import { renderTree } from '@aks-copilot/manifests'
import { openGitHub } from '../packages/integrations/src/github/open-github.ts'
import { openSlack } from '../packages/integrations/src/slack/open-slack.ts'
import { createBranchStore, type Deployer, runDebugLoop } from '../packages/remediation/src/index.ts'
import { doctor } from '../packages/remediation/src/test-support/memory-world.ts'
import { REQUEST } from '../packages/remediation/src/test-support/request.ts'

/**
 * One process that runs the loop with the real adapters of GitHub and Slack, against the stand-ins of its parent, which it asks for the rest of
 * the world; until it is done or killed. Prints `done`.
 */
const [address = ''] = process.argv.slice(2)

async function ask(what: string, milliseconds?: number): Promise<unknown> {
  const response = await fetch(address, { method: 'POST', body: JSON.stringify({ what, milliseconds }) })
  return await response.json()
}

const { github, slack, policy } = (await ask('begin')) as {
  github: Parameters<typeof openGitHub>[0]
  slack: Parameters<typeof openSlack>[0]
  policy: Parameters<typeof runDebugLoop>[2]['policy']
}
const [git, notifier] = await Promise.all([openGitHub(github), openSlack(slack)])
// The next process starts sooner, even when this one is killed.
flushCompileCache()
let now = Number(await ask('sleep', 0))
await runDebugLoop(
  REQUEST,
  {
    git,
    deployer: {
      application: async () => (await ask('application')) as Awaited<ReturnType<Deployer['application']>>,
      applications: () => Promise.resolve([]),
      follow: () => {
        throw new Error('The loop does not follow.')
      },
      refresh: () => Promise.resolve(),
      sync: () => Promise.resolve({ state: 'asked' }),
    },
    cluster: { read: async () => readRecording(new TextEncoder().encode(JSON.stringify(await ask('cluster')))) },
    renderer: { render: async (source, files, signal) => await renderTree(source, files, signal) },
    notifier,
    store: createBranchStore(git),
    audit: { record: () => undefined },
    clock: { now: () => now, sleep: async (milliseconds) => void (now = Number(await ask('sleep', milliseconds))) },
    proposers: [doctor(['1.4'])],
  },
  { policy, signal: new AbortController().signal },
)
process.stdout.write('done\n')
