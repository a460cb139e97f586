import { CopilotError, DEPLOYABLE_KINDS, deployReportSchema } from '@aks-copilot/contracts'
import { expect, it } from 'vitest'
import { Coverage } from '../../../cluster/src/context/coverage.ts'
import type { ApplyAnswer, ObjectWriter } from '../ports.ts'
import { type DeployPorts, type DeployRequest, runDeploy } from './run-deploy.ts'

type Json = Readonly<Record<string, unknown>>
type How = Parameters<ObjectWriter['apply']>[1]

const SNAPSHOT = { cluster: 'test', now: 0, window: { from: 0, to: 0 }, objects: [], events: [], logs: [], metrics: [], changes: [] }
const observed = (...kinds: readonly string[]): Coverage => new Coverage(kinds.map((kind) => ({ kind, observation: 'observed' as const })))

/** A server that keeps ConfigMaps as they are applied, and says what a test wants it to say before it does. */
class FakeServer implements ObjectWriter {
  readonly cluster = 'test'
  readonly kept = new Map<string, Json>()
  readonly writes: string[] = []
  answer: (name: string, how: How, object: Json) => ApplyAnswer | undefined = () => undefined
  #versions = 0

  read({ name }: { name: string }): Promise<Json | undefined> {
    return Promise.resolve(this.kept.get(name))
  }

  apply(object: Json, how: How): Promise<ApplyAnswer> {
    const metadata = object['metadata'] as Json
    const name = String(metadata['name'])
    if (!how.dryRun) this.writes.push(`apply ${name}`)
    try {
      const answer = this.answer(name, how, object)
      if (answer !== undefined) return Promise.resolve(answer)
    } catch (error) {
      return Promise.reject(error)
    }
    this.#versions += 1
    const fields = Object.fromEntries(Object.keys((object['data'] ?? {}) as Json).map((key) => [`f:${key}`, {}]))
    const managedFields = [{ manager: 'aks-copilot', operation: 'Apply', fieldsV1: { 'f:data': fields } }]
    const before = this.kept.get(name)?.['metadata'] as Json | undefined
    const stored = {
      ...object,
      metadata: { ...metadata, uid: before?.['uid'] ?? `uid-${name}`, resourceVersion: String(this.#versions), managedFields },
    }
    if (!how.dryRun) this.kept.set(name, stored)
    return Promise.resolve({ verdict: 'applied', object: stored })
  }

  remove({ name }: { name: string }, uid: string): Promise<'removed' | 'other'> {
    this.writes.push(`remove ${name}`)
    if ((this.kept.get(name)?.['metadata'] as Json | undefined)?.['uid'] !== uid) return Promise.resolve('other')
    this.kept.delete(name)
    return Promise.resolve('removed')
  }

  missingRights(): Promise<readonly string[]> {
    return Promise.resolve(['patch configmaps'])
  }
}

const map = (name: string, data: Json): { value: Json } => ({ value: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data } })

async function run(server: FakeServer, objects: readonly { value: Json }[], more: Partial<DeployRequest & DeployPorts> = {}) {
  const said: string[] = []
  const request = {
    runId: 'run',
    namespace: 'shop',
    objects,
    kinds: Object.keys(DEPLOYABLE_KINDS),
    takeFrom: [],
    isDryRun: false,
    rollbackOnFailure: false,
    timeout: 60_000,
    settle: 0,
    signal: new AbortController().signal,
    ...more,
  }
  const ports = {
    writer: server,
    cluster: { read: () => Promise.resolve({ ...SNAPSHOT, coverage: observed('Deployment', 'Pod') }) },
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    audit: { record: ({ what }: { what: string }) => void said.push(what) },
    consent: () => Promise.resolve(true),
    ...more,
  }
  const { report, fault } = await runDeploy(request, ports)
  return { report: deployReportSchema.parse(report), fault, said }
}

const results = ({ report }: Awaited<ReturnType<typeof run>>): string[] =>
  report.objects.map(({ object, result }) => `${object.name} ${result}`)

it('writes nothing where a person says no', async () => {
  const server = new FakeServer()
  const { report } = await run(server, [map('a', {})], { consent: () => Promise.resolve(false) })
  expect([report.outcome, server.writes]).toEqual(['declined', []])
})

it('writes nothing where nobody could see what comes of it', async () => {
  const server = new FakeServer()
  const blind = { read: () => Promise.resolve({ ...SNAPSHOT, coverage: observed('Deployment') }) }
  const workload = { value: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } } }
  const { report } = await run(server, [map('a', {}), workload], { cluster: blind })
  expect([report.outcome, report.refusals[0]?.why, server.writes]).toEqual(['refused', expect.stringContaining('may not list Pod'), []])
})

it('writes nothing where one object of several is refused, and names all missing rights', async () => {
  const server = new FakeServer()
  server.answer = (name) => (name === 'b' ? { verdict: 'refused', reason: 'forbidden', why: 'no' } : undefined)
  const { report } = await run(server, [map('a', {}), map('b', {})])
  expect([report.outcome, report.refusals[0]?.why, server.writes]).toEqual(['refused', 'no. Missing rights: patch configmaps', []])
})

it('tells what was applied before the server went away, and takes it back', async () => {
  const server = new FakeServer()
  await run(server, [map('b', { old: '1', both: '1' })])
  server.writes.length = 0
  server.answer = (name, { dryRun }) => {
    if (name === 'c' && !dryRun)
      throw new CopilotError({ code: 'CLUSTER_UNREACHABLE', category: 'transient', message: 'Gone.', remedy: '' })
    return undefined
  }
  const wished = [map('a', {}), map('b', { both: '2', new: '2' }), map('c', {}), map('d', {})]
  const ended = await run(server, wished, { rollbackOnFailure: true })
  expect(results(ended)).toEqual(['a removed', 'b restored', 'c failed', 'd failed'])
  expect(ended.report.outcome).toBe('failed')
  expect(server.writes).toEqual(['apply a', 'apply b', 'apply c', 'apply b', 'remove a'])
  expect([...server.kept.keys()]).toEqual(['b'])
  expect(server.kept.get('b')?.['data']).toEqual({ old: '1', both: '1' })
  expect(ended.said).toEqual(['deploy: apply', 'deploy: apply', 'deploy: apply', 'deploy: take back', 'deploy: take back'])
})

/** A trail that is full from one line on, for so many of them. */
function fullAt(line: number, lines = 1): DeployPorts['audit'] {
  let count = 0
  return {
    record: () => {
      count += 1
      if (count >= line && count < line + lines)
        throw new CopilotError({ code: 'OUTPUT_FAILED', category: 'critical', message: 'Disk full.', remedy: '' })
    },
  }
}

it('writes nothing that cannot be recorded, tells what was written before, and takes it back', async () => {
  const server = new FakeServer()
  const ended = await run(server, [map('a', {}), map('b', {}), map('c', {}), map('d', {})], { audit: fullAt(3), rollbackOnFailure: true })
  expect(ended.fault).toMatchObject({ code: 'OUTPUT_FAILED' })
  expect([ended.report.outcome, results(ended)]).toEqual(['failed', ['a removed', 'b removed', 'c failed', 'd failed']])
  expect(ended.report.text).toBe('Ended by a fault. Disk full. 2 of 4 objects were written to `shop`. Taken back: 2.')
  expect(server.writes).toEqual(['apply a', 'apply b', 'remove b', 'remove a'])
})

it('leaves what it cannot record to take back, says so, and goes on with the others', async () => {
  const server = new FakeServer()
  const ended = await run(server, [map('a', {}), map('b', {}), map('c', {})], { audit: fullAt(3, 2), rollbackOnFailure: true })
  expect(results(ended)).toEqual(['a removed', 'b not-taken-back', 'c failed'])
  expect(ended.report.objects[1]?.why).toBe('Disk full.')
  const kept = await run(new FakeServer(), [map('a', {}), map('b', {})], { audit: fullAt(2) })
  expect([results(kept), kept.fault]).toEqual([['a applied', 'b failed'], expect.objectContaining({ code: 'OUTPUT_FAILED' })])
})

it('tells what was written where a fault of its own, or a look that fails, ended it', async () => {
  const server = new FakeServer()
  server.answer = (name, { dryRun }) => {
    if (name === 'b' && !dryRun) throw new TypeError('undefined is not a function')
    return undefined
  }
  const broken = await run(server, [map('a', {}), map('b', {})], { rollbackOnFailure: true })
  expect([results(broken), broken.fault]).toEqual([['a removed', 'b failed'], expect.any(TypeError)])
  let looks = 0
  const gone = {
    read: () => {
      looks += 1
      if (looks > 1) throw new CopilotError({ code: 'CLUSTER_UNREACHABLE', category: 'transient', message: 'Gone.', remedy: '' })
      return Promise.resolve({ ...SNAPSHOT, coverage: observed('Deployment', 'Pod') })
    },
  }
  const blind = await run(new FakeServer(), [map('a', {})], { cluster: gone })
  expect([blind.report.outcome, results(blind), blind.report.text]).toEqual([
    'failed',
    ['a applied'],
    'Ended by a fault. Gone. 1 of 1 object was written to `shop`.',
  ])
})

it('leaves alone what somebody else made anew or changed meanwhile, and says so', async () => {
  const server = new FakeServer()
  await run(server, [map('b', { key: '1' })])
  server.answer = (name, { dryRun }, object) => {
    if (dryRun) return undefined
    if (name === 'c') {
      server.kept.set('a', { metadata: { uid: 'another' } })
      return { verdict: 'refused', reason: 'denied', why: 'no' }
    }
    const isTakenBack = (object['data'] as Json)['key'] === '1'
    return isTakenBack ? { verdict: 'conflict', conflicts: [{ manager: 'edit', field: '.data.key' }] } : undefined
  }
  const ended = await run(server, [map('a', {}), map('b', { key: '2' }), map('c', {})], { rollbackOnFailure: true })
  expect(results(ended)).toEqual(['a not-taken-back', 'b not-taken-back', 'c failed'])
  expect(ended.report.objects[1]?.why).toContain('`edit` set .data.key')
})

it('takes only the fields that were agreed to, from the version that was shown', async () => {
  const server = new FakeServer()
  await run(server, [map('a', { key: '1' })])
  const conflicts = [{ manager: 'edit', field: '.data.key' }]
  const forced: unknown[] = []
  server.answer = (_, { force, dryRun }, object) => {
    if (!force) return { verdict: 'conflict', conflicts }
    if (dryRun) return undefined
    forced.push((object['metadata'] as Json)['resourceVersion'])
    conflicts.push({ manager: 'edit', field: '.data.other' })
    return { verdict: 'refused', reason: 'stale', why: 'changed' }
  }
  const ended = await run(server, [map('a', { key: '2' })], { takeFrom: ['edit'] })
  expect(results(ended)).toEqual(['a failed'])
  expect(ended.report.objects[0]?.why).toContain('changed meanwhile')
  expect(forced).toEqual(['2'])
  expect(server.kept.get('a')?.['data']).toEqual({ key: '1' })
})

it('finishes the write that it began when it is stopped, and begins no other', async () => {
  const server = new FakeServer()
  const control = new AbortController()
  server.answer = (_, { dryRun }) => {
    if (!dryRun) control.abort()
    return undefined
  }
  const ended = await run(server, [map('a', {}), map('b', {})], { signal: control.signal, rollbackOnFailure: true })
  expect([ended.report.outcome, results(ended)]).toEqual(['stopped', ['a applied', 'b failed']])
  expect(ended.report.objects[1]?.why).toBe('was not tried')
})
