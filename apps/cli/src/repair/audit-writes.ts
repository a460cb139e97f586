import { CopilotError } from '@aks-copilot/contracts'
import type { AuditTrail, Clock, Deployer, GitHost, Notifier } from '@aks-copilot/remediation'

/** The ports through which a run writes, with its trail. */
export interface WritingPorts {
  readonly git: GitHost
  readonly deployer: Deployer
  readonly notifier?: Notifier | undefined
  readonly audit: AuditTrail
  readonly clock: Clock
}

/**
 * Records each write of a run to the outside before it is made (`WHAT: asked`) and what came of it (`WHAT`), also where it failed. What cannot be
 * recorded before is not done; a line of the first kind alone means that what came of it is not known. The run is the one that its states name.
 */
export function auditWrites(ports: WritingPorts): Omit<WritingPorts, 'clock'> {
  const { git, deployer, notifier, audit, clock } = ports
  const trail = new Trail(audit, clock)
  return {
    audit: trail,
    git: auditedGit(git, trail),
    deployer: auditedDeployer(deployer, trail),
    notifier: notifier === undefined ? undefined : auditedNotifier(notifier, trail),
  }
}

class Trail implements AuditTrail {
  readonly #audit: AuditTrail
  readonly #clock: Clock
  #runId = ''

  constructor(audit: AuditTrail, clock: Clock) {
    this.#audit = audit
    this.#clock = clock
  }

  readonly record: AuditTrail['record'] = (entry) => {
    this.#runId = entry.runId
    this.#audit.record(entry)
  }

  /** The run that what follows belongs to, where no state named it yet. */
  of(runId: string): this {
    this.#runId = runId
    return this
  }

  /** Records that it is asked for, does it, and records what came of it. */
  async tell<Result>(what: string, asked: object, call: () => Promise<Result>, answer: (result: Result) => object): Promise<Result> {
    this.#write(`${what}: asked`, { ...asked })
    const result = await this.#called(what, asked, call)
    // Outside of what catches the faults of the call: that a line is lost says nothing of the call.
    this.#write(what, { ...asked, ...answer(result) })
    return result
  }

  async #called<Result>(what: string, asked: object, call: () => Promise<Result>): Promise<Result> {
    try {
      return await call()
    } catch (error) {
      try {
        this.#write(what, { ...asked, fault: error instanceof CopilotError ? error.code : 'INTERNAL_FAULT' })
      } catch {
        // What the call came to weighs more than the line; a trail that is full says so before the next write.
      }
      throw error
    }
  }

  #write(what: string, detail: Readonly<Record<string, unknown>>): void {
    this.#audit.record({ at: new Date(this.#clock.now()).toISOString(), runId: this.#runId, what, detail })
  }
}

function auditedGit(git: GitHost, trail: Trail): GitHost {
  const place = ({ number, url }: { readonly number: number; readonly url: string }): object => ({ number, url })
  return {
    ...git,
    moveBranch: async (branch, to, from, signal) =>
      await trail.tell(
        'branch',
        { branch, to, from },
        async () => await git.moveBranch(branch, to, from, signal),
        (result) => ({ result }),
      ),
    deleteBranch: async (branch, at, signal) =>
      await trail.tell(
        'branch-deleted',
        { branch, at },
        async () => await git.deleteBranch(branch, at, signal),
        (result) => ({ result }),
      ),
    openPullRequest: async (request, signal) => {
      const { branch, base } = request
      return await trail.tell('pull-request', { branch, base }, async () => await git.openPullRequest(request, signal), place)
    },
    closePullRequest: async (number, comment, signal) =>
      await trail.tell(
        'pull-request-closed',
        { number },
        async () => await git.closePullRequest(number, comment, signal),
        () => ({}),
      ),
    reportCheck: async (commit, check, signal) => {
      const { pass } = check
      return await trail.tell(
        'check',
        { commit, pass },
        async () => await git.reportCheck(commit, check, signal),
        (shown) => ({ shown }),
      )
    },
    openIssue: async (issue, signal) =>
      await trail.tell('issue', { title: issue.title }, async () => await git.openIssue(issue, signal), place),
  }
}

function auditedDeployer(deployer: Deployer, trail: Trail): Deployer {
  return {
    application: async (name, signal) => await deployer.application(name, signal),
    applications: async (signal) => await deployer.applications(signal),
    follow: (name, signal) => deployer.follow(name, signal),
    // A write to the Application, too: what Argo CD sees then, it may deploy.
    refresh: async (application, signal) =>
      await trail.tell(
        'refresh',
        { application },
        async () => await deployer.refresh(application, signal),
        () => ({}),
      ),
    sync: async (application, revision, signal) => {
      const call = async (): ReturnType<Deployer['sync']> => await deployer.sync(application, revision, signal)
      return await trail.tell('sync', { application, revision }, call, (answer) => answer)
    },
  }
}

/** That the trail is full people are told all the same: nothing else would say so. */
const PAGE_OF_THE_TRAIL = 'stopped-OUTPUT_FAILED'

/** What people were told and how gravely, never the text: it is for the channel alone. */
function auditedNotifier(notifier: Notifier, trail: Trail): Notifier {
  return {
    post: async (notice, signal) => {
      const { key, severity, runId } = notice
      const call = async (): Promise<string> => await notifier.post(notice, signal)
      const told = trail.of(runId).tell('message', { key, severity }, call, (id) => ({ id }))
      // The same key is sent once, however often it is asked for.
      return await (key === PAGE_OF_THE_TRAIL ? told.catch(call) : told)
    },
    update: async (id, notice, signal) => {
      const { key, severity, runId } = notice
      const call = async (): Promise<void> => await notifier.update(id, notice, signal)
      await trail.of(runId).tell('message-changed', { key, severity, id }, call, () => ({}))
    },
  }
}
