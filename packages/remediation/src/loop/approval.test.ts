import { describe, expect, it } from 'vitest'
import { ClusterState } from '@aks-copilot/cluster'
import type { AgentState } from '@aks-copilot/contracts'
import { lookAtApplication } from '../observe/look-at-application.ts'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
import { REQUEST } from '../test-support/request.ts'
import { shopSnapshot, tagOf, WEB_FILE } from '../test-support/shop.ts'
import { policyOf } from '../test-support/tell-story.ts'

type Approved = NonNullable<AgentState['approved']>

const IMAGE = '/spec/template/spec/containers/0/image'

async function incidentOf(world: MemoryWorld): Promise<string> {
  const [incident] = lookAtApplication(
    await world.application(),
    new ClusterState(shopSnapshot(...(await world.cluster()))),
    'run',
  ).incidents
  return incident?.fingerprint ?? ''
}

function approvalOf(incident: string, tag: string): Approved {
  return {
    incident,
    object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
    operations: [
      { op: 'test', path: IMAGE, value: 'shop/web:1.5' },
      { op: 'replace', path: IMAGE, value: `shop/web:${tag}` },
    ],
    why: 'the tag 1.5 is not there',
  }
}

async function run(
  world: MemoryWorld,
  approved: Approved | undefined,
  mode: 'commit' | 'propose' = 'commit',
  runId = REQUEST.runId,
): Promise<AgentState> {
  const request = {
    ...REQUEST,
    runId,
    ...(approved === undefined ? {} : { approved }),
    trigger: { ...REQUEST.trigger, kind: 'approval' as const },
  }
  return await runDebugLoop(request, world.ports(), { policy: policyOf({ policy: { mode } }), signal: new AbortController().signal })
}

describe('a run that a person approved a patch for', () => {
  it('commits this patch, although others are known, and says so in its state', async () => {
    const world = await MemoryWorld.open({ images: ['1.3', '1.4'], doctor: ['1.4'] })
    const state = await run(world, approvalOf(await incidentOf(world), '1.3'))
    expect(state).toMatchObject({
      outcome: { kind: 'healthy' },
      trigger: { kind: 'approval' },
      approved: { why: 'the tag 1.5 is not there' },
    })
    expect(state.attempts.map(({ changes }) => changes.map(({ source, why }) => [source, why]))).toEqual([
      [['detector', 'the tag 1.5 is not there']],
    ])
    expect(tagOf(world.git.history('main')[0]?.files.get(WEB_FILE) ?? '')).toBe('1.3')
  })

  it('takes it back where it does not help, and tries nothing else', async () => {
    const world = await MemoryWorld.open({ images: ['1.4'], doctor: ['1.4'] })
    const state = await run(world, approvalOf(await incidentOf(world), '1.3'))
    expect(state.outcome?.kind).toBe('handed-over')
    expect(state.attempts.map(({ outcome }) => outcome)).toEqual(['not-healthy'])
    expect(state.refusals.join()).toContain('it was tried already')
    expect(tagOf(world.git.history('main')[0]?.files.get(WEB_FILE) ?? '')).toBe('1.5')
  })

  it('leaves Git alone where what it was for is not found any more', async () => {
    const world = await MemoryWorld.open({ images: ['1.4'], doctor: ['1.4'] })
    const state = await run(world, approvalOf('another incident', '1.4'))
    expect(state.outcome?.kind).toBe('handed-over')
    expect(state.refusals).toEqual(['What the approved patch of Deployment web was for is not found any more.'])
    expect(state.attempts).toEqual([])
  })

  it('passes the gates as any other: what is no object of the application is not changed', async () => {
    const world = await MemoryWorld.open({ images: ['1.4'], doctor: ['1.4'] })
    const approved = approvalOf(await incidentOf(world), '1.4')
    const state = await run(world, { ...approved, object: { ...approved.object, name: 'other' } })
    expect(state.refusals.join()).toContain('no object of this application')
    expect(state.attempts).toEqual([])
  })

  it('tries what people declined before; what else they declined stays declined', async () => {
    const world = await MemoryWorld.open({ images: ['1.4'], people: ({ git }) => git.pulls.forEach(({ number }) => git.close(number)) })
    await run(world, undefined, 'propose', 'first')
    const incident = await incidentOf(world)
    const other = await run(world, approvalOf(incident, '1.3'), 'propose', 'second')
    expect(other.declined).toHaveLength(2)
    expect((await run(world, undefined, 'propose', 'third')).attempts).toEqual([])
    expect(world.git.pulls).toHaveLength(2)
    const state = await run(world, approvalOf(incident, '1.3'), 'propose', 'fourth')
    expect(state.declined?.map(({ url }) => url)).toEqual([1, 3].map((number) => `${world.git.repository}/pull/${number}`))
  })
})
