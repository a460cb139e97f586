import { CopilotError } from '@aks-copilot/contracts'
import { expect, it } from 'vitest'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { Death } from '../test-support/mortal-ports.ts'
import { REQUEST } from '../test-support/request.ts'
import { webFile } from '../test-support/shop.ts'
import { policyOf } from '../test-support/tell-story.ts'

const OPTIONS = { policy: policyOf({ policy: { mode: 'commit' } }), signal: new AbortController().signal }

/** A shop that Argo CD calls degraded, whatever the detectors find. */
async function degradedShop(images: readonly string[]) {
  const world = await MemoryWorld.open({ images, doctor: [] })
  const ports = world.ports()
  const deployer = { ...ports.deployer, application: async () => ({ ...(await world.application()), health: 'Degraded' as const }) }
  const run = async (runId: string) => await runDebugLoop({ ...REQUEST, runId }, { ...ports, deployer }, OPTIONS)
  return { world, run }
}

it.each([
  ['that no detector explains', ['1.5']],
  ['that a detector explains', ['1.4']],
])('a problem %s has one issue at one revision, which the state names', async (_, images) => {
  const { world, run } = await degradedShop(images)
  for (const runId of ['run-1', 'run-2', 'run-3']) {
    const state = await run(runId)
    expect(state).toMatchObject({ runId, revision: world.head, outcome: { kind: 'handed-over', issue: { number: 100 } } })
  }
  expect(world.git.issues).toHaveLength(1)
})

it('another problem at the same revision has its own issue, and is the same again when it comes back', async () => {
  const { world, run } = await degradedShop(['1.5'])
  const numbers: (number | undefined)[] = []
  for (const [runId, isThere] of [
    ['run-1', true],
    ['run-2', false],
    ['run-3', true],
    ['run-4', false],
  ] as const) {
    if (isThere) world.images.add('1.5')
    else world.images.delete('1.5')
    numbers.push((await run(runId)).outcome?.issue?.number)
  }
  expect(numbers).toEqual([100, 101, 100, 101])
})

it.each([
  ['healed meanwhile', (world: MemoryWorld) => void world.images.add('1.5')],
  [
    'is broken in another way',
    async ({ git }: MemoryWorld) => void (await git.push('main', { 'app/web.yaml': webFile('1.9') }, 'feat: 1.9')),
  ],
  ['cannot be read', () => undefined],
])('a run that was killed after its issue, without a key, ends with this issue where the application %s', async (what, happens) => {
  const world = await MemoryWorld.open({ images: [], doctor: [], earlier: '1.4' })
  const ports = world.ports()
  const git = new Proxy(world.git, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target)
      if (name !== 'openIssue') return typeof member === 'function' ? (member.bind(target) as unknown) : member
      return async (issue: Parameters<typeof target.openIssue>[0]) => {
        await target.openIssue(issue)
        throw new Death('after the issue')
      }
    },
  })
  await expect(runDebugLoop(REQUEST, { ...ports, git }, OPTIONS)).rejects.toThrow(Death)
  expect(world.git.issues[0]?.body).toContain('What to look at first')
  await happens(world)
  await world.pass(60_000)
  const away = new CopilotError({ code: 'CLUSTER_UNREACHABLE', category: 'transient', message: 'It is away.', remedy: 'none' })
  const cluster = what === 'cannot be read' ? { read: () => Promise.reject(away) } : ports.cluster
  const state = await runDebugLoop(REQUEST, { ...ports, cluster }, OPTIONS)
  expect(state).toMatchObject({ phase: 'done', outcome: { kind: 'handed-over', issue: { number: 100 } } })
  expect(world.git.issues).toHaveLength(1)
  expect(world.notifier.sent.map(({ notice }) => notice.key)).toEqual(['run'])
  if (what !== 'is broken in another way') expect(state.leads).toBeUndefined()
})
