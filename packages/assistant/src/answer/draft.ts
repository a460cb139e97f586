import type { ClusterStatus, Incident, Skipped } from '@aks-copilot/contracts'
import type { ClusterState, ClusterView, Time } from '@aks-copilot/cluster'
import type { Knowledge } from '@aks-copilot/knowledge'
import type { Citations } from '../evidence/citations.ts'
import type { Reading } from '../intent/understand.ts'

/** What an answer is written from. */
export interface Material {
  readonly reading: Reading
  readonly view: ClusterView
  /** How the cluster is followed, asked once. */
  readonly status: ClusterStatus
  /** As it is at the time that was asked about. */
  readonly state: ClusterState
  /** Of the namespace that was asked about, those that are open first. */
  readonly incidents: readonly Incident[]
  readonly knowledge: Knowledge
  readonly now: Time
  readonly cite: Citations
}

/** A complete answer that no model has touched. */
export interface Draft {
  /** One sentence, plain text. */
  readonly headline: string
  /** Markdown blocks; `[E1]` cites. */
  readonly body: readonly string[]
  /** The incidents that it is about. */
  readonly incidents: readonly Incident[]
  /** The headline is out of a runbook of the user's own. */
  readonly ofRunbook: boolean
  /** What this answer could not look at, beside what the whole view could not. */
  readonly skipped: readonly Skipped[]
}

/** Writes the answer of one intent. */
export type Writer = (material: Material) => Draft

export function draft(
  headline: string,
  body: readonly (string | undefined)[],
  more: Partial<Pick<Draft, 'incidents' | 'skipped' | 'ofRunbook'>> = {},
): Draft {
  return {
    headline,
    body: body.filter((block): block is string => block !== undefined && block !== ''),
    incidents: more.incidents ?? [],
    skipped: more.skipped ?? [],
    ofRunbook: more.ofRunbook ?? false,
  }
}

/** Lines as a Markdown list; the rest is counted. */
export function bullets(lines: readonly string[], most: number = lines.length): string {
  const rest = lines.length - most
  return [...lines.slice(0, most).map((line) => `- ${line}`), ...(rest > 0 ? [`- and ${rest} more`] : [])].join('\n')
}
