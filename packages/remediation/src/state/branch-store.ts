import { type AgentState, agentStateSchema, CopilotError } from '@aks-copilot/contracts'
import { quoted } from '../texts/quote.ts'
import { signedState, vouch } from './state-signature.ts'
import { calledOf, withInstance } from './called.ts'
import type { GitHost, StateStore, StoredState } from '../ports.ts'

/** The file that holds the state of a run. */
export const STATUS_FILE = 'copilot_status.json'

/**
 * The state of each application's run on a branch of its own, `aks-copilot/state/NAME` (of an instance `aks-copilot/state/INSTANCE__NAME`),
 * which shares nothing with what is deployed: each change is a commit with the one before as its parent, so that only one of two writers can
 * win, and the branch is the record of the run.
 * With a key each state is signed; `load` then throws REPAIR_STATE_UNSIGNED or REPAIR_STATE_FORGED for one that is not. It throws
 * REPAIR_STATE_MALFORMED for what is no state.
 */
export function createBranchStore(git: GitHost, key?: string, instance?: string): StateStore {
  return {
    async load(application, signal) {
      const name = withInstance(application, instance)
      const branch = stateBranch(name)
      const version = await git.head(branch, signal)
      if (version === undefined) return undefined
      const [file] = await git.files(version, STATUS_FILE, signal)
      const text = file?.text ?? ''
      if (key === undefined) return { state: readState(text, name), version }
      vouch({ application: name, text, commit: await git.commitInfo(version, signal), branch }, key)
      return { state: readState(text, name), version, isSigned: true }
    },
    async save(state, version, signal) {
      const text = `${JSON.stringify(agentStateSchema.parse(state), undefined, 2)}\n`
      const name = nameOf(state)
      const message =
        key === undefined ? messageOf(state) : signedState(messageOf(state), { application: name, text, parent: version }, key)
      const files = [{ path: STATUS_FILE, text }]
      const commit = await git.commit({ parent: version, content: 'whole', files, message, at: state.updatedAt }, signal)
      const moved = await git.moveBranch(stateBranch(name), commit, version, signal)
      return moved === 'conflict'
        ? 'conflict'
        : ({ state, version: commit, ...(key === undefined ? {} : { isSigned: true }) } satisfies StoredState)
    },
  }
}

/** Of `shop`, `team-a/shop` or `prod__shop`. No name of an Application holds `_`, and a branch below another one cannot be. */
export function stateBranch(name: string): string {
  return `aks-copilot/state/${name.replace('/', '_')}`
}

function nameOf({ application }: AgentState): string {
  return withInstance(calledOf(application), application.instance)
}

/** Nothing of this should start a pipeline. */
function messageOf({ phase, summary, runId }: AgentState): string {
  const line = quoted(summary)
  return `${phase}: ${line.length <= 60 ? line : `${line.slice(0, 59)}…`}\n\n[skip ci]\n\nAks-Copilot-Run: ${runId}\n`
}

/** A state that somebody else may have written: what is not exactly a state is refused, never repaired. */
function readState(text: string, name: string): AgentState {
  const value = parsed(text)
  const read = agentStateSchema.safeParse(value)
  if (read.success && nameOf(read.data) === name) return read.data
  throw new CopilotError({
    code: 'REPAIR_STATE_MALFORMED',
    category: 'critical',
    message: `${STATUS_FILE} on the branch ${stateBranch(name)} is no state of a run${read.success ? ' of this application' : `: ${firstIssue(read.error)}`}.`,
    remedy: isNewer(value)
      ? 'A newer aks-copilot wrote it: update this one.'
      : `Look at who wrote it; delete the branch ${stateBranch(name)} to begin anew.`,
  })
}

function isNewer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) return false
  return typeof value.schemaVersion === 'number' && value.schemaVersion > 1
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function firstIssue({
  issues,
}: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}): string {
  const [issue] = issues
  return issue === undefined ? 'it cannot be read' : `${issue.path.map(String).join('.') || 'the whole'}: ${issue.message}`
}
