import type { CausalGraph } from '@aks-copilot/contracts'
import { expect, test } from 'vitest'
import { NODE_HEIGHT, placeGraph } from './graph-layout.ts'

const node = (id: string, role: CausalGraph['nodes'][number]['role']) => ({ id, role, label: id, detail: '' })
const edge = (from: string, to: string) => ({ from, to, relation: 'leads to' })
const graph: CausalGraph = {
  nodes: [
    node('change', 'change'),
    node('db', 'cause'),
    node('api', 'symptom'),
    node('web', 'symptom'),
    node('svc', 'affected'),
    node('alone', 'affected'),
  ],
  edges: [edge('change', 'db'), edge('db', 'api'), edge('api', 'web'), edge('db', 'svc'), edge('db', 'gone')],
}

test('what follows stands right of what it follows from', () => {
  const { nodes } = placeGraph(graph)
  const left = (id: string) => nodes.find(({ node }) => node.id === id)?.left ?? Number.NaN
  for (const { from, to } of graph.edges.filter(({ to }) => to !== 'gone')) expect(left(to)).toBeGreaterThan(left(from))
})

test('no two nodes lie on each other, and all are within the picture', () => {
  const { nodes, width, height } = placeGraph(graph)
  for (const [index, a] of nodes.entries()) {
    expect(a.left).toBeGreaterThanOrEqual(0)
    expect(a.top).toBeGreaterThanOrEqual(0)
    expect(a.top + NODE_HEIGHT).toBeLessThanOrEqual(height)
    expect(a.left).toBeLessThan(width)
    for (const b of nodes.slice(index + 1)) expect(a.left !== b.left || Math.abs(a.top - b.top) >= NODE_HEIGHT).toBe(true)
  }
})

test('an edge to a node that is not there is left out', () => {
  expect(placeGraph(graph).edges).toHaveLength(4)
})
