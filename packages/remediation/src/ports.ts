/**
 * What the debug loop needs of the world. Each port has one conformance suite in packages/integrations; whoever implements it throws
 * CopilotError with a category: transient faults were retried already, validation faults are reported, critical ones stop the run.
 */
import type { Snapshot } from '@aks-copilot/cluster'
import type { AgentState, FieldConflict, LiveReference, PatchOperation } from '@aks-copilot/contracts'

/** A file of a revision. Files that are no UTF-8 text are left out. */
export interface GitFile {
  /** From the root of the repository, forward slashes, no `..`. */
  readonly path: string
  readonly text: string
}

/** A commit that depends on nothing but what is said here: the same plan gives the same id, however often it is made. */
export interface CommitPlan {
  /** The commit before it; undefined: it is the first of its branch. */
  readonly parent: string | undefined
  /** `whole`: the commit holds these files alone. `changes`: the parent's files with these in place of theirs. */
  readonly content: 'whole' | 'changes'
  readonly files: readonly GitFile[]
  /** With its trailers. */
  readonly message: string
  /** RFC 3339; author and committer. */
  readonly at: string
}

export interface CommitInfo {
  readonly id: string
  readonly parents: readonly string[]
  readonly message: string
  readonly at: string
}

export interface PullRequest {
  readonly number: number
  readonly url: string
  readonly state: 'open' | 'merged' | 'closed'
  /** The commit on the base branch that merged it. */
  readonly merged?: string | undefined
}

/** A host of Git repositories, for one repository. Every call that writes may be repeated. */
export interface GitHost {
  /** `https://github.com/contoso/shop` */
  readonly repository: string
  /** The branch that HEAD names. */
  defaultBranch(signal?: AbortSignal): Promise<string>
  /** The tip of a branch; undefined where there is no such branch. */
  head(branch: string, signal?: AbortSignal): Promise<string | undefined>
  /** The text files below a folder ('' for all) of a revision, or the one file that the path names, bounded; none where nothing is there; a symbolic link or submodule is never followed. */
  files(revision: string, folder: string, signal?: AbortSignal): Promise<readonly GitFile[]>
  commit(plan: CommitPlan, signal?: AbortSignal): Promise<string>
  commitInfo(id: string, signal?: AbortSignal): Promise<CommitInfo | undefined>
  /** Whether a branch or a revision holds a commit; false where either is not known. */
  contains(reference: string, commit: string, signal?: AbortSignal): Promise<boolean>
  /**
   * Moves a branch forward to a commit, never by force; `from` undefined: makes the branch. `moved` also where it stands there already, or
   * (with `from`) where somebody built upon the commit since: it is on the branch. `conflict`: somebody else moved (or made) it meanwhile.
   */
  moveBranch(branch: string, to: string, from: string | undefined, signal?: AbortSignal): Promise<'moved' | 'conflict'>
  /**
   * Deletes a branch of ours while it stands at this commit; a pull request from it that is open is closed by that. `gone`: it was not there.
   * `kept`: it stands elsewhere. Throws GIT_PLAN_REFUSED for one that is not below `aks-copilot/`, or that holds a state.
   */
  deleteBranch(branch: string, at: string, signal?: AbortSignal): Promise<'deleted' | 'gone' | 'kept'>
  /** The pull request from a branch, whatever its state; the newest. */
  pullRequest(branch: string, signal?: AbortSignal): Promise<PullRequest | undefined>
  /** Opens one, or finds the one that is there. */
  openPullRequest(
    request: { readonly branch: string; readonly base: string; readonly title: string; readonly body: string },
    signal?: AbortSignal,
  ): Promise<PullRequest>
  /** Says why, once (`key` recognises it), and closes. */
  closePullRequest(number: number, comment: { readonly key: string; readonly text: string }, signal?: AbortSignal): Promise<void>
  /** Shows a result on a commit, where the host can and the credentials may; says whether it could. One for each `key`. */
  reportCheck(
    commit: string,
    check: { readonly key: string; readonly name: string; readonly pass: boolean; readonly title: string; readonly summary: string },
    signal?: AbortSignal,
  ): Promise<boolean>
  /** Opens an issue, or finds the open one with this key. */
  openIssue(
    issue: { readonly key: string; readonly title: string; readonly body: string },
    signal?: AbortSignal,
  ): Promise<{ readonly number: number; readonly url: string }>
}

/** How Argo CD (or another deployer) renders what it finds in Git. */
export interface SourceOfManifests {
  readonly repository: string
  /** Branch, tag or commit. */
  readonly revision: string
  /** Folder in the repository, '' for its root. */
  readonly path: string
  readonly kind: 'directory' | 'kustomize' | 'helm' | 'unknown'
  readonly recurse?: boolean
  readonly helm?: {
    readonly releaseName?: string
    /** Relative to the chart. */
    readonly valueFiles: readonly string[]
    /** YAML that the application itself gives; no file of the repository. */
    readonly values?: string
    readonly parameters: readonly { readonly name: string; readonly value: string; readonly forceString?: boolean }[]
  }
  /** Set by the application itself, not in the repository. */
  readonly kustomize?: Readonly<Record<string, unknown>>
  /** Where it is deployed, as the renderer needs it. */
  readonly namespace?: string
}

export interface ApplicationStatus {
  readonly namespace: string
  readonly name: string
  /** metadata.uid; absent where the deployer does not say it. */
  readonly uid?: string | undefined
  /** RFC 3339. */
  readonly createdAt?: string | undefined
  readonly sources: readonly SourceOfManifests[]
  readonly destination: { readonly server?: string; readonly name?: string; readonly namespace: string }
  readonly health: 'Healthy' | 'Progressing' | 'Degraded' | 'Suspended' | 'Missing' | 'Unknown'
  readonly sync: 'Synced' | 'OutOfSync' | 'Unknown'
  /** The commit that was compared last. */
  readonly revision: string | undefined
  /** The last operation. */
  readonly operation:
    | {
        readonly phase: 'Running' | 'Terminating' | 'Failed' | 'Error' | 'Succeeded'
        readonly message: string
        readonly revision?: string
        /** It was begun, and a sync window keeps it waiting. */
        readonly isBlocked?: boolean
        /** What the API server did not take, with what it said; also while it is tried again. */
        readonly refused?: readonly { readonly object: LiveReference; readonly message: string }[]
      }
    | undefined
  readonly automated: boolean
  /** What it consists of, with the health of each. */
  readonly resources: readonly {
    readonly object: LiveReference
    readonly health?: string
    readonly message?: string
    /** Whether the cluster holds something else than Git says; false where that is not known. */
    readonly differs?: boolean
  }[]
  /** Revisions that were deployed, newest first, with their times (RFC 3339). */
  readonly history: readonly { readonly revision: string; readonly deployedAt: string }[]
  /** Conditions such as ComparisonError, as sentences. */
  readonly conditions: readonly string[]
}

/** Brings revisions of Git to a cluster: Argo CD. */
export interface Deployer {
  application(name: string, signal?: AbortSignal): Promise<ApplicationStatus>
  applications(signal?: AbortSignal): Promise<readonly ApplicationStatus[]>
  /** Each state as it changes, the present one first; ends with the signal. */
  follow(name: string, signal: AbortSignal): AsyncIterable<ApplicationStatus>
  /** Has it look at Git now: a write, since it may deploy what it sees. */
  refresh(name: string, signal?: AbortSignal): Promise<void>
  /** Asks for a sync where none comes by itself; ends the retries of an earlier revision, which would be in its way. `denied`: a sync window or a missing right does not allow it now, with the reason. */
  sync(
    name: string,
    revision: string,
    signal?: AbortSignal,
  ): Promise<{ readonly state: 'asked' } | { readonly state: 'denied'; readonly why: string }>
}

/** A message in Markdown of the plain kind (bold, code, lists, links); the receiver's escaping is the notifier's work. */
export interface Notice {
  /** Unique in the run; the same key is sent once, however often it is asked for. */
  readonly key: string
  readonly runId: string
  readonly severity: 'info' | 'good' | 'warning' | 'critical'
  readonly title: string
  readonly text: string
  readonly links: readonly { readonly text: string; readonly url: string }[]
  /** The id of the message whose thread it belongs to. */
  readonly thread?: string | undefined
}

/** Tells people: Slack. */
export interface Notifier {
  /** Sends it, or finds that it was sent; gives the id of the message. */
  post(notice: Notice, signal?: AbortSignal): Promise<string>
  /** Puts another text in its place. */
  update(id: string, notice: Notice, signal?: AbortSignal): Promise<void>
}

/** A secret as it is now. Never logged, stored or put into a prompt. */
export interface SecretValue {
  readonly value: string
  readonly version: string
  /** RFC 3339; from then on it must not be used. */
  readonly expires?: string | undefined
}

/** Gives secrets by name, for settings: Key Vault. What cannot be used any more (disabled, ended, withdrawn) is never given. */
export interface SecretSource {
  secret(name: string, signal?: AbortSignal): Promise<SecretValue>
}

/** Where the state of runs lies: a branch of the repository, or a folder. */
export interface StateStore {
  load(application: string, signal?: AbortSignal): Promise<StoredState | undefined>
  /** Writes only where `version` is still the newest (undefined: there is none yet); otherwise `conflict`. */
  save(state: AgentState, version: string | undefined, signal?: AbortSignal): Promise<StoredState | 'conflict'>
}

export interface StoredState {
  readonly state: AgentState
  readonly version: string
  /** Whether a key vouches for it: only then are the messages that it names believed to be its own. */
  readonly isSigned?: boolean
}

/** A read-only program beside the model: kubectl or az. The arguments are judged by `judgeToolCall`. `missing`: the program is not there. */
export interface LiveTools {
  run(
    call: { readonly tool: 'kubectl' | 'az'; readonly args: readonly string[] },
    signal?: AbortSignal,
  ): Promise<{ readonly ok: boolean; readonly text: string; readonly truncated: boolean; readonly missing?: boolean | undefined }>
}

/** One reading of the cluster that an application runs in: what is there, and what happened in the last two hours. */
export interface ClusterReader {
  read(namespaces: readonly string[], signal?: AbortSignal): Promise<Snapshot>
}

export type RenderedManifests =
  | { readonly ok: true; readonly objects: readonly Readonly<Record<string, unknown>>[] }
  /** A program that is missing, or what it says is wrong with the files. */
  | { readonly ok: false; readonly why: string }

/** Makes of files what the deployer would make of them: plain YAML, `kubectl kustomize`, `helm template`. Fetches nothing. */
export interface ManifestRenderer {
  render(source: SourceOfManifests, files: readonly GitFile[], signal?: AbortSignal): Promise<RenderedManifests>
}

/** Whether the API server would take patches of live objects, or whole manifests where none is there yet; nothing is stored. */
export interface DryRunner {
  dryRun(
    object: LiveReference,
    change: readonly PatchOperation[] | { readonly manifest: Readonly<Record<string, unknown>> },
    signal?: AbortSignal,
  ): Promise<{ readonly verdict: 'accepted' | 'refused' | 'not-tried'; readonly detail: string }>
}

export type ApplyAnswer =
  /** As the server has it now, or (dry-run) would have it. */
  | { readonly verdict: 'applied'; readonly object: Readonly<Record<string, unknown>> }
  /** Other field managers set these fields to other values; nothing was written. */
  | { readonly verdict: 'conflict'; readonly conflicts: readonly FieldConflict[] }
  /** `stale`: the object is no longer the one of the uid or resourceVersion in its metadata. */
  | { readonly verdict: 'refused'; readonly reason: 'invalid' | 'denied' | 'forbidden' | 'no-namespace' | 'stale'; readonly why: string }

/** Writes objects of `DEPLOYABLE_KINDS` to one namespace, by server-side apply as the field manager `aks-copilot`. Cannot write anything else. */
export interface ObjectWriter {
  /** Name of the cluster. */
  readonly cluster: string
  /** The live object with its managed fields; undefined where there is none. Kept in memory, never shown as it is. */
  read(object: LiveReference, signal?: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined>
  /** Unknown fields are refused. `force` takes the fields of other managers; only with a resourceVersion in the metadata. */
  apply(
    object: Readonly<Record<string, unknown>>,
    how: { readonly dryRun: boolean; readonly force: boolean },
    signal?: AbortSignal,
  ): Promise<ApplyAnswer>
  /** Removes the object with this uid. `other`: there is one of that name with another uid, which stays. */
  remove(object: LiveReference, uid: string, signal?: AbortSignal): Promise<'removed' | 'gone' | 'other'>
  /** Which of these verbs the user may not use on which of these kinds: `patch deployments.apps`. */
  missingRights(kinds: readonly string[], verbs: readonly string[], signal?: AbortSignal): Promise<readonly string[]>
}

/** One line of the audit trail. */
export interface AuditEntry {
  readonly at: string
  readonly runId: string
  readonly what: string
  readonly detail: Readonly<Record<string, unknown>>
}

export interface AuditTrail {
  record(entry: AuditEntry): void
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after so many milliseconds, or at once when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>
}
