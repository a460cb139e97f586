import { ClusterState, judgeChanges, type LiveObject } from '@aks-copilot/cluster'
import { describe, expect, it } from 'vitest'
import { collectCandidates, type Collected } from './collect-candidates.ts'
import type { ProposalContext, Proposer } from './proposer.ts'
import { changed, type Json, recorded } from './test-support/recorded.ts'

const WEB = '/spec/template/spec/containers/0'
const ONE_GIB = { memory: { factor: 2, most: '1Gi' } }

/** `history: Deployment web replace /spec/replicas "1"` for each candidate. */
function told({ candidates }: Collected): string[] {
  return candidates.map(({ source, changes }) => {
    const parts = changes.map(({ object, operations }) => {
      const doing = operations.filter(({ op }) => op !== 'test')
      return `${object.kind} ${object.name} ${doing.map((operation) => `${operation.op} ${operation.path}${'value' in operation ? ` ${JSON.stringify(operation.value)}` : ''}`).join(', ')}`
    })
    return `${source}: ${parts.join(' + ')}`
  })
}

describe('what Git said when all was well', () => {
  it.each<[string, string, string, string, unknown, string]>([
    ['command-change-breaks.watched', 'Deployment', 'web', `${WEB}/command`, ['serve'], `replace ${WEB}/command ["serve"]`],
    ['environment-change-breaks.watched', 'Deployment', 'web', `${WEB}/env/0/value`, 'fast', `replace ${WEB}/env/0/value "fast"`],
    [
      'memory-limit-change-breaks.watched',
      'Deployment',
      'web',
      `${WEB}/resources/limits/memory`,
      '128Mi',
      `replace ${WEB}/resources/limits/memory "128Mi"`,
    ],
    [
      'probe-change-breaks.watched',
      'Deployment',
      'web',
      `${WEB}/readinessProbe/httpGet/path`,
      '/',
      `replace ${WEB}/readinessProbe/httpGet/path "/"`,
    ],
    [
      'node-selector-change-breaks.watched',
      'Deployment',
      'web',
      '/spec/template/spec/nodeSelector',
      undefined,
      'remove /spec/template/spec/nodeSelector',
    ],
    ['database-scaled-to-zero.watched', 'Deployment', 'db', '/spec/replicas', 1, 'replace /spec/replicas 1'],
    ['scaled-over-quota.watched', 'Deployment', 'web', '/spec/replicas', 1, 'replace /spec/replicas 1'],
    ['configmap-change-breaks.watched', 'ConfigMap', 'web-config', '/data/WORKERS', '4', 'replace /data/WORKERS "4"'],
    ['configmap-key-removed.watched', 'ConfigMap', 'web-config', '/data/workers', '4', 'add /data/workers "4"'],
  ])('%s: the one field, proven on the recorded state', async (name, kind, object, path, value, expected) => {
    const { incident, manifests, context, state } = recorded(name)
    // A release changes more than what breaks; none of that is touched first.
    const noisy = changed(changed(manifests, kind, object, path, value), kind, object, '/metadata/annotations', { release: '41' })
    const found = await collectCandidates(incident, context({ healthy: noisy }), [])
    const [first] = found.candidates
    expect(told(found)[0]).toBe(`history: ${kind} ${object} ${expected}`)
    expect(judgeChanges(first?.changes ?? [], [incident.fingerprint], state).filter(({ pass }) => !pass)).toEqual([])
    expect(first?.why).toBe('revision 8f56e1c had it when the application was healthy')
  })

  it('begins each operation with a test of what is there, but for what is not kept', async () => {
    const variable = recorded('environment-change-breaks.watched')
    const healthy = changed(variable.manifests, 'Deployment', 'web', `${WEB}/env/0/value`, 'fast')
    const { candidates } = await collectCandidates(variable.incident, variable.context({ healthy }), [])
    expect(candidates[0]?.changes[0]?.operations[0]).toEqual({ op: 'test', path: `${WEB}/env/0/value`, value: 'turbo' })
    const config = recorded('configmap-change-breaks.watched')
    const before = changed(config.manifests, 'ConfigMap', 'web-config', '/data/WORKERS', '4')
    const found = await collectCandidates(config.incident, config.context({ healthy: before }), [])
    expect(found.candidates[0]?.changes[0]?.operations.map(({ op }) => op)).toEqual(['replace'])
  })

  it('takes back no annotation alone: that would only go back to pods that began before the fault', async () => {
    const { incident, manifests, context } = recorded('command-change-breaks.watched')
    for (const path of ['/metadata/annotations', '/spec/template/metadata/annotations']) {
      const healthy = changed(manifests, 'Deployment', 'web', path, { release: '41' })
      const found = await collectCandidates(incident, context({ healthy }), [])
      expect(told(found).filter((text) => text.startsWith('history: '))).toEqual([])
    }
  })

  it('the field that is spoken of comes before the others, then the whole object', async () => {
    const { incident, manifests, context } = recorded('environment-change-breaks.watched')
    const older = changed(manifests, 'Deployment', 'web', `${WEB}/env/0/value`, 'fast')
    const healthy = changed(changed(older, 'Deployment', 'web', '/spec/revisionHistoryLimit', 3), 'Deployment', 'web', '/spec/replicas', 2)
    const all = told(await collectCandidates(incident, context({ healthy }), []))
    expect(all[0]).toBe(`history: Deployment web replace ${WEB}/env/0/value "fast"`)
    expect(all.at(-1)).toContain('/spec/replicas 2')
    expect(all.at(-1)).toContain('/spec/revisionHistoryLimit 3')
    expect(all.at(-1)).toContain(`${WEB}/env/0/value "fast"`)
  })

  it('finds the container, the variable and the port wherever they stand in Git', async () => {
    const { incident, manifests, context } = recorded('environment-change-breaks.watched')
    const sidecar = { name: 'side', image: 'busybox:1.36', command: ['sleep', '9'] }
    const first = (objects: readonly Json[]): readonly Json[] => {
      const list = (objects.find(({ kind }) => kind === 'Deployment') as { spec: { template: { spec: { containers: Json[] } } } }).spec
        .template.spec.containers
      return changed(objects, 'Deployment', 'web', '/spec/template/spec/containers', [sidecar, ...list])
    }
    const healthy = changed(first(manifests), 'Deployment', 'web', '/spec/template/spec/containers/1/env/0/value', 'fast')
    const [best] = told(await collectCandidates(incident, context({ manifests: first(manifests), healthy }), []))
    expect(best).toBe(`history: Deployment web replace ${WEB}/env/0/value "fast"`)
  })

  it('does not make again what was deleted, and says so', async () => {
    const { incident, manifests, context } = recorded('configmap-deleted.watched')
    const namespace = incident.cause.object.namespace
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web-config', namespace }, data: { WORKERS: '4' } }
    const { candidates, refusals } = await collectCandidates(incident, context({ healthy: [...manifests, config] }), [])
    expect(candidates).toEqual([])
    expect(refusals).toEqual([
      `ConfigMap ${namespace}/web-config was in Git at revision 8f56e1c and is not any more; what was deleted is not made again without a person`,
    ])
  })

  it('hands no value on that looks secret, and says so', async () => {
    const { incident, manifests, context, state, find } = recorded('environment-change-breaks.watched')
    const withPassword = (objects: readonly Json[], value: string): readonly Json[] =>
      changed(objects, 'Deployment', 'web', `${WEB}/env/-`, { name: 'DB_PASSWORD', value })
    const live = find('Deployment', 'web')
    const [value = {}] = withPassword([live.value], 'hmac:bcd0aa3a14c3d73d')
    const objects = state.snapshot.objects.map((object) => (object === live ? new (live.constructor as typeof LiveObject)(value) : object))
    const healthy = changed(withPassword(manifests, 'swordfish'), 'Deployment', 'web', `${WEB}/env/0/value`, 'fast')
    const found = await collectCandidates(
      incident,
      { ...context({ manifests: withPassword(manifests, 'hunter2'), healthy }), state: new ClusterState({ ...state.snapshot, objects }) },
      [],
    )
    expect(JSON.stringify(found)).not.toMatch(/hunter2|swordfish|hmac/)
    expect(told(found)).toEqual([`history: Deployment web replace ${WEB}/env/0/value "fast"`])
    expect(found.refusals.join()).toMatch(/looks secret; that is for a person/)
  })

  it('says nothing where it is not known when all was well', async () => {
    const { incident, context } = recorded('environment-change-breaks.watched')
    expect(await collectCandidates(incident, context(), [])).toEqual({ candidates: [], refusals: [] })
  })
})

describe('what the policy allows of memory', () => {
  const oom = recorded('out-of-memory')
  const propose = async (memory: ProposalContext['policy']['memory'], state: ClusterState = oom.state): Promise<Collected> =>
    await collectCandidates(oom.incident, { ...oom.context(memory === undefined ? {} : { policy: { memory } }), state }, [])

  it.each([
    [{ factor: 2, most: '1Gi' }, '48Mi'],
    [{ factor: 4, most: '1Gi' }, '96Mi'],
    [{ factor: 4, most: '32Mi' }, '32Mi'],
    [{ factor: 1.5, most: '100M' }, '36Mi'],
  ])('%s: 24Mi becomes %s', async (memory, expected) => {
    expect(told(await propose(memory))).toEqual([`policy: Deployment web replace ${WEB}/resources/limits/memory "${expected}"`])
  })

  it.each([
    [undefined, /policy does not let limits be raised/],
    [{ factor: 2, most: '24Mi' }, /at most 24Mi/],
    [{ factor: 2, most: '16Mi' }, /at most 16Mi/],
  ])('%s is refused, and said', async (memory, expected) => {
    const { candidates, refusals } = await propose(memory)
    expect([candidates, refusals.length]).toEqual([[], 1])
    expect(refusals[0]).toMatch(expected)
  })

  it('is not raised where memory grows without end', async () => {
    const pod = oom.find('Pod', oom.state.podsOf(oom.find('Deployment', 'web'))[0]?.name ?? '')
    const { candidates, refusals } = await propose(ONE_GIB.memory, leaking(oom.state, pod))
    expect(candidates).toEqual([])
    expect(refusals[0]).toMatch(/only be reached later: Container `web`.*grows by/)
  })
})

/** The same state, in which the container runs for two hours and uses more every minute. */
function leaking(state: ClusterState, pod: LiveObject): ClusterState {
  const start = state.now - 2 * 3_600_000
  const value = structuredClone(pod.value) as { status: { containerStatuses: Record<string, unknown>[] } }
  for (const status of value.status.containerStatuses) status['state'] = { running: { startedAt: new Date(start).toISOString() } }
  const objects = state.snapshot.objects.map((object) => (object === pod ? new (pod.constructor as typeof LiveObject)(value) : object))
  const points = Array.from({ length: 121 }, (_, minute) => [start + minute * 60_000, (4 + minute * 0.12) * 2 ** 20] as const)
  const series = { object: pod.reference, container: 'web', metric: 'memory' as const, points }
  return new ClusterState({ ...state.snapshot, objects, metrics: [series] })
}

describe('which name was meant', () => {
  const missing = recorded('configmap-missing-env')
  const namespace = missing.incident.cause.object.namespace
  const config = (name: string): Json => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, uid: name }, data: {} })
  const propose = async (inCluster: readonly string[], inGit: readonly string[] = inCluster): Promise<string[]> => {
    const one = missing.find('Deployment', 'web')
    const more = inCluster.map((name) => new (one.constructor as typeof LiveObject)(config(name)))
    const state = new ClusterState({ ...missing.state.snapshot, objects: [...missing.state.snapshot.objects, ...more] })
    const context = { ...missing.context({ manifests: [...missing.manifests, ...inGit.map(config)] }), state }
    return told(await collectCandidates(missing.incident, context, []))
  }

  it('is the one that nothing uses and that is nearly the same', async () => {
    const [first, ...others] = await propose(['web-confg', 'unrelated'])
    expect(first).toMatch(/^detector: Deployment web replace .*"web-confg"$/)
    expect(others).toEqual([])
  })

  it('is not guessed where there are several, none of Git, or none that is near', async () => {
    expect(await propose(['web-confg', 'web-conf'])).toEqual([])
    expect(await propose(['web-confg'], [])).toEqual([])
    expect(await propose(['unrelated'])).toEqual([])
  })
})

it('asks further proposers only where nothing else is known', async () => {
  const asked: string[] = []
  const further: Proposer = {
    name: 'further',
    propose: ({ fingerprint }) => {
      asked.push(fingerprint)
      return []
    },
  }
  const known = recorded('target-port-change-breaks.watched')
  await collectCandidates(known.incident, known.context(), [further])
  expect(asked).toEqual([])
  const unknown = recorded('environment-change-breaks.watched')
  await collectCandidates(unknown.incident, unknown.context(), [further])
  expect(asked).toEqual([unknown.incident.fingerprint])
})
