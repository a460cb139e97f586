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
  let runId = ''
  const told = async <Result>(
    what: string,
    asked: object,
    call: () => Promise<Result>,
    answer: (result: Result) => object,
  ): Promise<Result> => {
    const record = (detail: object): void =>
      audit.record({ at: new Date(clock.now()).toISOString(), runId, what, detail: { ...asked, ...detail } })
    try {
      const result = await call()
      record(answer(result))
      return result
    } catch (error) {
      record({ fault: error instanceof CopilotError ? error.code : 'INTERNAL_FAULT' })
      throw error
    }
  }
  return {
    audit: {
      record(entry) {
        runId = entry.runId
        audit.record(entry)
      },
    },
    git: {
      ...git,
      moveBranch: async (branch, to, from, signal) =>
        await told(
          'branch',
          { branch, to, from },
          async () => await git.moveBranch(branch, to, from, signal),
          (result) => ({ result }),
        ),
      openPullRequest: async (request, signal) =>
        await told(
          'pull-request',
          { branch: request.branch, base: request.base },
          async () => await git.openPullRequest(request, signal),
          ({ number, url }) => ({ number, url }),
        ),
      closePullRequest: async (number, comment, signal) =>
        await told(
          'pull-request-closed',
          { number },
          async () => await git.closePullRequest(number, comment, signal),
          () => ({}),
        ),
      reportCheck: async (commit, check, signal) =>
        await told(
          'check',
          { commit, pass: check.pass },
          async () => await git.reportCheck(commit, check, signal),
          (shown) => ({ shown }),
        ),
      openIssue: async (issue, signal) =>
        await told(
          'issue',
          { title: issue.title },
          async () => await git.openIssue(issue, signal),
          ({ number, url }) => ({ number, url }),
        ),
    },
    deployer: {
      application: async (name, signal) => await deployer.application(name, signal),
      applications: async (signal) => await deployer.applications(signal),
      follow: (name, signal) => deployer.follow(name, signal),
      // Every few seconds while a commit is waited for, and of no effect but a look: not recorded.
      refresh: async (name, signal) => await deployer.refresh(name, signal),
      sync: async (name, revision, signal) =>
        await told(
          'sync',
          { application: name, revision },
          async () => await deployer.sync(name, revision, signal),
          (answer) => ({ ...answer }),
        ),
    },
  }
}
