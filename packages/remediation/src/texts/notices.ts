import type { AgentState } from '@aks-copilot/contracts'
import type { Notice } from '../ports.ts'
import { titleOf } from '../state/called.ts'
import { ownPullLinks } from '../trust/own-link.ts'
import { attemptTitle } from './what-was-tried.ts'
import { quoted, quotedWithLinks } from './quote.ts'

/** The first message of a run; the others go into its thread. */
export const ROOT = 'run'

export function rootNotice(state: AgentState): Notice {
  const { runId, application, incidents, outcome } = state
  const problem = incidents.map(({ title }) => `• ${quoted(title)}`).join('\n')
  return {
    key: ROOT,
    runId,
    severity: outcome === undefined ? 'warning' : severityOf(outcome.kind),
    title: `${titleOf(application)}: ${outcome === undefined ? 'not healthy' : TITLES[outcome.kind]}`,
    text: [problem, quotedWithLinks(state.summary, state.source.repository)].filter((text) => text !== '').join('\n'),
    links: linksOf(state),
  }
}

/** What happened next, in the thread of the first message. */
export function threadNotice(state: AgentState, key: string, thread: string): Notice {
  return {
    key,
    runId: state.runId,
    severity: state.outcome === undefined ? 'info' : severityOf(state.outcome.kind),
    title: quotedWithLinks(state.summary, state.source.repository),
    text: '',
    links: linksOf(state),
    thread,
  }
}

const TITLES: Readonly<Record<NonNullable<AgentState['outcome']>['kind'], string>> = {
  healthy: 'healthy again',
  'healed-by-itself': 'healthy again by itself',
  'handed-over': 'a person is needed',
  reported: 'a patch is ready',
  stopped: 'stopped',
}

function severityOf(kind: NonNullable<AgentState['outcome']>['kind']): Notice['severity'] {
  if (kind === 'healthy' || kind === 'healed-by-itself') return 'good'
  return kind === 'reported' ? 'info' : 'critical'
}

function linksOf({ attempts, outcome, source, summary }: AgentState): Notice['links'] {
  const attempt = attempts.at(-1)
  const pull = attempt?.pullRequest
  return [
    ...(pull === undefined ? [] : [{ text: `Pull request ${pull.number}`, url: pull.url }]),
    ...(attempt?.commit === undefined || pull !== undefined || !source.repository.startsWith('http')
      ? []
      : [{ text: attemptTitle(attempt).slice(0, 60), url: `${source.repository}/commit/${attempt.commit}` }]),
    // Of what takes an attempt back, the summary alone knows.
    ...ownPullLinks(outcome?.text ?? summary, source.repository)
      .filter((url) => url !== pull?.url)
      .map((url) => ({ text: `Pull request ${url.split('/').at(-1) ?? ''}`, url })),
    ...(outcome?.issue === undefined ? [] : [{ text: `Issue ${outcome.issue.number}`, url: outcome.issue.url }]),
  ]
}
