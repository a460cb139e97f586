import { readFileSync } from 'node:fs'
import type { PatchOperation } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { ClusterState } from '../context/cluster-state.ts'
import { diagnose } from '../diagnose-cluster.ts'
import { readRecording } from '../record/read-recording.ts'
import { judgeChanges } from './judge-changes.ts'

/** The check that fails on the recorded state with one change, or `proven`. */
function judged(recording: string, [kind, name]: readonly [string, string], operations: readonly PatchOperation[]): string {
  const snapshot = readRecording(readFileSync(new URL(`../../../../evals/recordings/${recording}.json`, import.meta.url)))
  const state = new ClusterState(snapshot)
  const [incident] = diagnose(state, { runId: 'test' }).incidents
  const namespace = incident?.cause.object.namespace
  if (incident === undefined || namespace === undefined) throw new Error('nothing is wrong')
  const checks = judgeChanges([{ object: { kind, namespace, name }, operations }], [incident.fingerprint], state)
  const failed = checks.find(({ pass }) => !pass)
  return failed === undefined ? 'proven' : `${failed.check}: ${failed.detail}`
}

const WEB = ['Deployment', 'web'] as const
const CONFIG = ['ConfigMap', 'web-config'] as const
const set = (path: string, value: unknown): PatchOperation[] => [{ op: 'add', path, value }]
const LABEL = set('/metadata/labels', { a: 'b' })

describe('a change is proven by what it reaches', () => {
  it.each([
    ['configmap-change-breaks.watched', CONFIG, set('/data/WORKERS', '4')],
    ['configmap-key-removed.watched', CONFIG, set('/data/workers', '4')],
    ['scaled-over-quota.watched', WEB, set('/spec/replicas', 1)],
    ['out-of-memory', WEB, set('/spec/template/spec/containers/0/resources/limits/memory', '64Mi')],
    ['environment-change-breaks.watched', WEB, set('/spec/template/spec/containers/0/env/0/value', 'fast')],
  ])('%s: %s %s', (recording, object, operations) => {
    expect(judged(recording, object, operations)).toBe('proven')
  })

  it.each<[string, readonly [string, string], PatchOperation[], RegExp]>([
    ['out-of-memory', WEB, LABEL, /^finding-gone.*container-oom-killed/],
    ['environment-change-breaks.watched', WEB, LABEL, /^finding-gone.*crash-loop/],
    ['configmap-change-breaks.watched', CONFIG, LABEL, /^finding-gone.*crash-loop/],
    ['configmap-missing-env', WEB, set('/spec/template/metadata/labels/a', 'b'), /ConfigMap web-config does not exist/],
    ['configmap-missing-volume', WEB, set('/spec/template/metadata/labels/a', 'b'), /ConfigMap .* does not exist/],
    ['scaled-over-quota.watched', WEB, set('/spec/replicas', 4), /^finding-gone.*quota/],
    [
      'target-port-change-breaks.watched',
      ['Service', 'cart'],
      [...set('/spec/ports/0/targetPort', 8080), ...set('/spec/selector/app', 'nobody')],
      /^finding-gone: .*Service cart selects no pod/,
    ],
    ['out-of-memory', WEB, [{ op: 'test', path: '/spec/replicas', value: 9 }], /^applies/],
    ['out-of-memory', ['Deployment', 'wbe'], LABEL, /^applies: Deployment wbe is not there/],
  ])('%s: %s %s is refused', (recording, object, operations, expected) => {
    expect(judged(recording, object, operations)).toMatch(expected)
  })
})
