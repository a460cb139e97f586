import { Graph, layout } from '@dagrejs/dagre'
import type { CausalGraph } from '@aks-copilot/contracts'

export const NODE_WIDTH = 212
export const NODE_HEIGHT = 58

export interface PlacedNode {
  readonly node: CausalGraph['nodes'][number]
  readonly left: number
  readonly top: number
}
export interface PlacedEdge {
  readonly edge: CausalGraph['edges'][number]
  /** A path of SVG. */
  readonly path: string
  /** Where its word stands. */
  readonly middle: { readonly x: number; readonly y: number }
}
export interface PlacedGraph {
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
  readonly width: number
  readonly height: number
}

/** From left to right: what changed, what broke, what followed, who has it. */
export function placeGraph({ nodes, edges }: CausalGraph): PlacedGraph {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 92, marginx: 2, marginy: 2 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id } of nodes) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT })
  const known = new Set(nodes.map(({ id }) => id))
  const drawn = edges.filter(({ from, to }) => known.has(from) && known.has(to))
  for (const { from, to } of drawn) graph.setEdge(from, to)
  layout(graph)
  const placed = nodes.map((node) => {
    const { x, y } = centreOf(graph, node.id)
    return { node, left: x - NODE_WIDTH / 2, top: y - NODE_HEIGHT / 2 }
  })
  return {
    nodes: placed,
    edges: drawn.map((edge) => ({ edge, ...curve(centreOf(graph, edge.from), centreOf(graph, edge.to)) })),
    width: Math.max(0, ...placed.map(({ left }) => left + NODE_WIDTH)) + 2,
    height: Math.max(0, ...placed.map(({ top }) => top + NODE_HEIGHT)) + 2,
  }
}

interface Place {
  readonly x: number
  readonly y: number
}

function centreOf(graph: Graph, id: string): Place {
  const { x = 0, y = 0 }: { x?: number; y?: number } = graph.node(id)
  return { x, y }
}

/** Leaves at the right, arrives at the left; the arrow needs a few pixels of straight line. */
function curve(from: Place, to: Place): Omit<PlacedEdge, 'edge'> {
  const forward = to.x > from.x
  const start = { x: from.x + (forward ? 1 : -1) * (NODE_WIDTH / 2), y: from.y }
  const end = { x: to.x - (forward ? 1 : -1) * (NODE_WIDTH / 2 + 5), y: to.y }
  const bend = Math.max(24, Math.abs(end.x - start.x) / 2) * (forward ? 1 : -1)
  const path = `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`
  return { path, middle: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 } }
}
