import type { AgentState, RepairAttempt, RepairDetail, RepairRun, RepairTry } from '@aks-copilot/contracts'

/** A stored state as the server shows it. `application` is the name by which the desk knows it. */
export function repairView(state: AgentState, application: string, cluster: string): RepairDetail {
  const { runId, phase, mode, summary, trigger, startedAt, updatedAt, incidents, attempts, leads, outcome, refusals, log } = state
  return {
    runId,
    application,
    cluster,
    state: phase === 'done' ? 'ended' : 'running',
    phase,
    mode,
    summary,
    trigger,
    startedAt,
    updatedAt,
    incidents: incidents.map(({ fingerprint, title }) => ({ fingerprint, title })),
    attempts: attempts.map(tryOf),
    ...(leads === undefined ? {} : { leads }),
    ...(outcome === undefined ? {} : { outcome }),
    refusals,
    gates: attempts.at(-1)?.gates ?? [],
    log,
  }
}

function tryOf({ number, outcome, pullRequest, commit, reason, message, changes }: RepairAttempt): RepairTry {
  return {
    number,
    outcome,
    title: message.split('\n')[0] ?? '',
    changes: changes.map(({ object, why, places }) => ({ object, why, places })),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(commit === undefined ? {} : { commit }),
    ...(reason === undefined ? {} : { reason }),
  }
}

/** Without what only one run's own page shows. */
export function repairRow(detail: RepairDetail): RepairRun {
  const { refusals: _, gates: __, log: ___, ...row } = detail
  return row
}
