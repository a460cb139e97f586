import { expect, it } from 'vitest'
import { ClusterState } from '../context/cluster-state.ts'
import { Coverage } from '../context/coverage.ts'
import { LiveObject } from '../context/live-object.ts'
import { detector, finding } from '../detect/detector.ts'
import { fieldEvidence } from '../detect/evidence.ts'
import { findProblems } from '../detect/gather-findings.ts'
import { judgeRepair } from './judge-repair.ts'

function configMap(namespace: string, name: string, annotations: Record<string, string> = {}): LiveObject {
  return new LiveObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name, uid: `${namespace}-${name}`, annotations } })
}

function stateOf(objects: readonly LiveObject[]): ClusterState {
  const none = { events: [], logs: [], metrics: [], changes: [] }
  return new ClusterState({ cluster: 'c', now: 0, window: { from: 0, to: 0 }, coverage: new Coverage([]), objects, ...none })
}

/** Finds what is marked; where `elsewhere` is set, only beside an object of another namespace. */
const MARKED = detector({
  id: 'marked',
  group: 'pod',
  title: 'marked',
  why: '',
  help: '',
  severity: 'error',
  reads: ['ConfigMap'],
  *detect(state) {
    for (const object of state.list('ConfigMap')) {
      const mark = object.annotations.at('mark')
      if (!mark.exists || (mark.is('elsewhere') && state.list('ConfigMap').every(({ namespace }) => namespace === object.namespace)))
        continue
      const operations = [{ op: 'remove' as const, path: '/metadata/annotations/mark' }]
      yield finding(object, {
        since: undefined,
        message: 'marked',
        evidence: [fieldEvidence(object, mark)],
        repair: { object, description: 'Unmark', operations },
      })
    }
  },
})

it.each([
  ['here', 10, 'no other finding appears'],
  ['here', 3000, 'no other finding appears in namespace `shop`'],
  ['elsewhere', 3000, 'no other finding appears'],
])('a repair of what is seen %s is judged beside %i objects of another namespace: %s', (mark, count, words) => {
  const others = Array.from({ length: count }, (_, index) => configMap('other', `config-${index}`))
  const state = stateOf([configMap('shop', 'web', { mark }), ...others])
  const [found] = findProblems(state, [MARKED])
  const [repair] = found?.repairs ?? []
  if (found === undefined || repair === undefined) throw new Error('nothing to repair')
  const checks = judgeRepair(repair, found, state, [MARKED])
  expect(checks.every(({ pass }) => pass)).toBe(true)
  expect(checks.at(-1)?.detail).toBe(words)
})
