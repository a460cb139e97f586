import { readFileSync } from 'node:fs'
import { openRecording, viewRecording } from '@aks-copilot/cluster'
import type { StatusCard } from '@aks-copilot/contracts'
import { expect, it } from 'vitest'
import { summarise } from './summarise.ts'

const RECORDINGS = new URL('../../../../evals/recordings/', import.meta.url)

function cards(name: string): Map<string, StatusCard> {
  const view = viewRecording(openRecording(readFileSync(new URL(`${name}.json`, RECORDINGS))))
  return new Map(summarise(view, 'test').cards.map((card) => [card.id, card]))
}

it.each(['healthy-shop', 'rollout-in-progress', 'scale-down', 'warm-up', 'failed-probe-at-start', 'job-completed'])(
  '%s is well: no card has a colour, though nodes are busy and starts warn',
  (name) => {
    expect([...cards(name).values()].filter(({ state }) => state !== 'ok').map(({ id, value }) => `${id}: ${value}`)).toEqual([])
  },
)

it('where something is broken, pods are, and its warnings count', () => {
  const broken = cards('cascade-of-three')
  expect(broken.get('pods')?.state).toBe('error')
  expect(broken.get('warnings')?.state).toBe('warning')
  expect(broken.get('restarts')?.state).toBe('warning')
})

it('what recovered and what was watched are seen in the pods of a recording with history', () => {
  const view = viewRecording(openRecording(readFileSync(new URL('../../../../examples/demo/contoso.json.gz', import.meta.url))))
  const pods = summarise(view, 'test').cards.find(({ id }) => id === 'pods')
  const since = Date.parse(view.status().watchedSince ?? '')
  expect(pods?.points.length).toBeGreaterThan(20)
  expect(pods?.points[0]?.[0]).toBeGreaterThan(since - 3 * 60_000)
  expect(pods?.points.at(-1)?.[1]).toBe(16)
})
