import type { ClusterView } from '@aks-copilot/cluster'
import { concerns, reportChange } from '@aks-copilot/cluster'
import type { TimeStrip } from '@aks-copilot/contracts'
import { restartsOf } from './restarts.ts'
import { counted } from './series.ts'
import { warningsOf } from './status-cards.ts'

const MOST_CHANGES = 300

/** What happened in the window: incidents as spans, changes as ticks, restarts and warnings as rates. Always as of now. */
export function timeStrip(view: ClusterView, namespace?: string): TimeStrip {
  const state = view.state()
  const span = state.window
  const isIn = (place: string | undefined): boolean => namespace === undefined || place === namespace
  const incidents = view.incidents().filter((incident) => namespace === undefined || concerns(incident, [namespace]))
  return {
    from: span.from,
    to: span.to,
    incidents: incidents.map(({ fingerprint, title, severity, since, closedAt }) => ({
      fingerprint,
      title,
      severity,
      from: Math.max(span.from, since === undefined ? span.from : Date.parse(since)),
      ...(closedAt === undefined ? {} : { to: Date.parse(closedAt) }),
    })),
    changes: state.snapshot.changes
      .filter(({ at, object }) => at >= span.from && isIn(object.namespace))
      .slice(-MOST_CHANGES)
      .map((change) => ({ at: change.at, text: reportChange(change).text, object: change.object })),
    restarts: counted(
      span,
      restartsOf(view, state).filter((restart) => isIn(restart.namespace)),
    ),
    warnings: counted(span, warningsOf({ state, span, isIn })),
  }
}
