import type { CausalGraph } from '@aks-copilot/contracts'
import { useMemo, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { InlineText } from '../../components/inline-text.tsx'
import { ObjectName } from '../../components/object-name.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Section } from '../../components/section.tsx'
import { StateMark, type MarkedState } from '../../components/state-mark.tsx'
import { objectPath } from '../../router/paths.ts'
import { ScopedLink } from '../../router/scoped-link.tsx'
import { NODE_HEIGHT, NODE_WIDTH, placeGraph, type PlacedEdge, type PlacedNode } from './graph-layout.ts'

type Node = CausalGraph['nodes'][number]

const ROLES: Readonly<Record<Node['role'], readonly [MarkedState, string]>> = {
  change: ['change', 'change'],
  cause: ['cause', 'cause'],
  symptom: ['warning', 'symptom'],
  affected: ['info', 'affected'],
  folded: ['unknown', 'more'],
}
const NARROW = globalThis.matchMedia('(max-width: 640px)').matches

export interface CausalGraphViewProps {
  readonly graph: CausalGraph
  /** The incident is open now: its cause glows. */
  readonly alive: boolean
}

/** How it spreads, as a picture or as a list; the list is what a narrow page begins with. */
export function CausalGraphView({ graph, alive }: CausalGraphViewProps) {
  const [asList, setAsList] = useState(NARROW)
  return (
    <Section
      title="How it spreads"
      className="border-t border-hairline"
      aside={
        <Button look="quiet" onClick={() => setAsList(!asList)} aria-pressed={asList}>
          {asList ? 'as a picture' : 'as a list'}
        </Button>
      }
    >
      {asList ? <GraphList graph={graph} /> : <GraphPicture graph={graph} alive={alive} />}
    </Section>
  )
}

function GraphPicture({ graph, alive }: CausalGraphViewProps) {
  const placed = useMemo(() => placeGraph(graph), [graph])
  return (
    <div
      className="overflow-x-auto px-4 py-5 hairline-b scroll-thin lg:px-6"
      tabIndex={0}
      role="group"
      aria-label="From what changed, left, to who has it, right"
    >
      <div className="relative" style={{ width: placed.width, height: placed.height }}>
        <svg width={placed.width} height={placed.height} className="absolute inset-0" aria-hidden="true">
          <defs>
            <marker id="arrow" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto-start-reverse">
              <path d="M0 0 6 3 0 6Z" className="fill-ink-3" />
            </marker>
          </defs>
          {placed.edges.map(({ edge, path }) => (
            <path
              key={`${edge.from} ${edge.to} ${edge.relation}`}
              d={path}
              fill="none"
              className="stroke-ink-3"
              strokeWidth="1.25"
              markerEnd="url(#arrow)"
            />
          ))}
        </svg>
        {placed.edges.map((edge) => (
          <Relation key={`${edge.edge.from} ${edge.edge.to} ${edge.edge.relation}`} placed={edge} />
        ))}
        {placed.nodes.map((node) => (
          <GraphNode key={node.node.id} placed={node} alive={alive} />
        ))}
      </div>
    </div>
  )
}

function Relation({ placed: { edge, middle } }: { readonly placed: PlacedEdge }) {
  return (
    <span
      aria-hidden="true"
      className="absolute -translate-x-1/2 -translate-y-1/2 bg-ground px-1 text-meta whitespace-nowrap text-ink-3"
      style={{ left: middle.x, top: middle.y }}
    >
      {edge.relation}
    </span>
  )
}

function GraphNode({ placed: { node, left, top }, alive }: { readonly placed: PlacedNode; readonly alive: boolean }) {
  const [state, word] = ROLES[node.role]
  const edge =
    node.role === 'cause'
      ? `border-magenta ${alive ? 'shadow-cause' : ''}`
      : node.role === 'folded'
        ? 'border-dashed border-hairline-strong'
        : 'border-hairline-strong'
  const look = `absolute flex flex-col justify-center gap-0.5 rounded-panel border bg-surface-1 px-3 transition-colors ${edge}`
  const place = { left, top, width: NODE_WIDTH, height: NODE_HEIGHT }
  const inside = (
    <>
      <span className="flex items-center justify-between gap-2 text-meta">
        <StateMark state={state} word={word} />
        <span className="truncate text-ink-3">
          {node.at === undefined ? node.role === 'change' ? null : node.object?.kind : <RelativeTime at={node.at} />}
        </span>
      </span>
      <span className={`truncate text-meta ${node.role === 'change' ? '' : 'font-mono'}`}>{nameOf(node)}</span>
    </>
  )
  if (node.object === undefined) {
    return (
      <div className={look} style={place} title={node.detail}>
        {inside}
      </div>
    )
  }
  return (
    <ScopedLink to={objectPath(node.object)} className={`${look} hover:bg-surface-3`} style={place} title={node.detail.replaceAll('`', '')}>
      {inside}
    </ScopedLink>
  )
}

function nameOf({ role, label, object }: Node): string {
  return role === 'change' || object === undefined ? label : object.name
}

function GraphList({ graph }: { readonly graph: CausalGraph }) {
  const labels = new Map(graph.nodes.map(({ id, label }) => [id, label]))
  return (
    <ol>
      {graph.nodes.map((node) => {
        const [state, word] = ROLES[node.role]
        // A relation reads from left to right: redis is `called by` cart.
        const onwards = graph.edges.filter(({ from }) => from === node.id).map(({ to, relation }) => `${relation} ${labels.get(to) ?? to}`)
        return (
          <li key={node.id} className="flex flex-col gap-0.5 px-4 py-2 hairline-b sm:flex-row sm:gap-4 lg:px-6">
            <StateMark state={state} word={word} className="w-24 shrink-0 self-start text-meta leading-5" />
            <span className="min-w-0">
              {node.role === 'change' || node.object === undefined ? <span>{node.label} </span> : <ObjectName object={node.object} />}
              {onwards.length === 0 ? null : <span className="text-ink-3"> · {onwards.join(', ')}</span>}
              {node.detail === word ? null : (
                <span className="block text-ink-2">
                  <InlineText text={node.detail} />
                  {node.at === undefined ? null : (
                    <>
                      , <RelativeTime at={node.at} />
                    </>
                  )}
                </span>
              )}
            </span>
          </li>
        )
      })}
    </ol>
  )
}
