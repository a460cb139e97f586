import { CopilotError } from '@aks-copilot/contracts'
import type { AuditTrail, Clock, Deployer, GitHost } from '@aks-copilot/remediation'

/** The ports through which a run writes, with its trail. */
export interface WritingPorts {
  readonly git: GitHost
  readonly deployer: Deployer
  readonly audit: AuditTrail
  readonly clock: Clock
}

/** Records each write of a run to the outside with what came of it, also where it failed. The run is the one that its states name. */
export function auditWrites({ git, deployer, audit, clock }: WritingPorts): Pick<WritingPorts, 'git' | 'deployer' | 'audit'> {
  const trail = new Trail(audit, clock)
  return { audit: trail, git: auditedGit(git, trail), deployer: auditedDeployer(deployer, trail) }
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

  /** Does it, and records what was asked for and what came of it. */
  async tell<Result>(what: string, asked: object, call: () => Promise<Result>, answer: (result: Result) => object): Promise<Result> {
    try {
      const result = await call()
      this.#write(what, { ...asked, ...answer(result) })
      return result
    } catch (error) {
      this.#write(what, { ...asked, fault: error instanceof CopilotError ? error.code : 'INTERNAL_FAULT' })
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
    // Every few seconds while a commit is waited for, and of no effect but a look: not recorded.
    refresh: async (name, signal) => await deployer.refresh(name, signal),
    sync: async (application, revision, signal) => {
      const call = async (): ReturnType<Deployer['sync']> => await deployer.sync(application, revision, signal)
      return await trail.tell('sync', { application, revision }, call, (answer) => answer)
    },
  }
}
