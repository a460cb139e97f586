import type { Finding, Inspector } from '../inspect/inspect.ts'
import type { Bundle } from '../source/bundle.ts'
import { think, type Thought, type ThinkOptions } from '../think/think.ts'
import { gate } from './certify.ts'
import { countFindings } from './compare-findings.ts'
import { type Outcome, patchRound } from './patch-round.ts'

/**
 * Proves one proposal by itself on the bundle as it is. Stricter than a fix by rule: nothing at all may fire that did not, and no
 * rule may wish for a change that it did not wish for.
 */
export function proveProposal(
  proposal: Thought,
  bundle: Bundle,
  inspector: Inspector,
  options: ThinkOptions,
): { bundle: Bundle; outcome: Outcome } {
  const before = inspector.inspect(bundle)
  const round = patchRound([proposal], before, bundle, inspector, options, { left: 0 })
  const outcome = round.outcomes[0] ??
    round.waiting[0] ?? { thought: proposal, status: 'refused', gates: [], reason: 'it does not fit what is there' }
  if (outcome.status !== 'applied') return { bundle, outcome }
  const after = inspector.inspect(round.bundle)
  const fresh = freshFinding(before, after)
  const wishes = wished(after, round.bundle, inspector, options) > wished(before, bundle, inspector, options)
  if (fresh === undefined && !wishes) return { bundle: round.bundle, outcome }
  const reason =
    fresh === undefined
      ? 'a rule would then change something more'
      : `${fresh.rule.id} on ${fresh.object.kind} ${fresh.object.name}: ${fresh.found.message}`
  const gates = outcome.gates.map((one) => (one.gate === 'nothing-new' ? gate('nothing-new', false, reason) : one))
  return { bundle, outcome: { thought: proposal, status: 'refused', gates, reason } }
}

function freshFinding(before: readonly Finding[], after: readonly Finding[]): Finding | undefined {
  const [had, has] = [countFindings(before, NONE), countFindings(after, NONE)]
  const grown = new Set([...has].filter(([key, count]) => count > (had.get(key) ?? 0)).map(([key]) => key))
  return after.find((finding) => [...countFindings([finding], NONE).keys()].some((key) => grown.has(key)))
}

const NONE = new Map<string, string>()

function wished(findings: readonly Finding[], bundle: Bundle, inspector: Inspector, options: ThinkOptions): number {
  return think(findings, bundle, inspector, options).filter(({ wanted, changes }) => wanted && changes.length > 0).length
}
