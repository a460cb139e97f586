import { describe, expect, it } from 'vitest'
import { logTroubles } from './log-trouble.ts'
import { readExample } from './test-support/read-example.ts'

function stateOf(lines: readonly string[]) {
  return readExample(`
objects:
  - apiVersion: v1
    kind: Pod
    metadata: { namespace: shop, name: web }
    spec: { containers: [{ name: web, image: x }] }
    status:
      phase: Running
      conditions: [{ type: Ready, status: 'False', lastTransitionTime: 2026-11-22T09:10:00Z }]
      containerStatuses: [{ name: web, ready: false, restartCount: 0, state: { running: { startedAt: 2026-11-22T09:10:00Z } } }]
logs:
  - { pod: shop/web, container: web, lines: [${lines.map((line) => `'${line}'`).join(', ')}] }`).state
}

function sinceOf(lines: readonly string[]): string[] {
  return [...logTroubles(stateOf(lines), () => ({ about: 'x', index: 0 }))].map(({ since }) => new Date(since).toISOString())
}

const second = (index: number): string => `2026-11-22T09:${57 + Math.floor(index / 60)}:${String(index % 60).padStart(2, '0')}Z`

describe('logTroubles', () => {
  it('tell since when a container is not ready where the beginning of its log is not held', () => {
    const said = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => `${second(index + 180 - count)} connection refused`)
    expect(sinceOf(said(120))).toEqual(['2026-11-22T09:10:00.000Z'])
    expect(sinceOf(said(20))).toEqual(['2026-11-22T09:59:40.000Z'])
  })
})
