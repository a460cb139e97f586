import type { GitHost } from '@aks-copilot/remediation/ports'
import { checkPlan } from '../git/check-plan.ts'
import { FILE_LIMITS, type FileLimits } from '../git/git-entries.ts'
import { checkBranch } from '../git/names.ts'
import { commitInfo, contains, defaultBranch, deleteBranch, headOf, moveBranch } from './branches.ts'
import { reportCheck } from './checks.ts'
import { AppCredentials, type Credentials, type GitHubLogin, tokenCredentials } from './credentials.ts'
import { GitHubClient, type GitHubLog, PATIENCE, type Patience } from './github-client.ts'
import { githubFetch } from './github-http.ts'
import { openIssue } from './issues.ts'
import { closePullRequest, openPullRequest, pullRequest } from './pull-requests.ts'
import { type RepositoryAddress, repositoryAddress } from './repository-address.ts'
import { GitHubTrees } from './trees.ts'

export interface GitHubOptions {
  /** `https://github.com/OWNER/NAME`, or the same on a GitHub Enterprise Server. */
  readonly repository: string
  /** The address of the API where it does not follow from the repository's. */
  readonly api?: string | undefined
  readonly login: GitHubLogin
  /** Ends every call. */
  readonly signal?: AbortSignal | undefined
  /** Warnings, one line each, without secrets. */
  readonly log?: GitHubLog | undefined
  readonly patience?: Partial<Patience> | undefined
  readonly limits?: Partial<FileLimits> | undefined
}

/**
 * A repository on GitHub. Commits have an author of their own, and are not signed by GitHub; they are the same whoever makes them.
 * Asks GitHub nothing yet. Throws GITHUB_NOT_CONFIGURED; its methods throw GITHUB_UNREACHABLE, GITHUB_RATE_LIMITED, GITHUB_DENIED,
 * GITHUB_NOT_FOUND, GITHUB_REFUSED and what every Git host throws (GIT_PLAN_REFUSED, GIT_PATH_TAKEN, GIT_REVISION_UNKNOWN, …).
 */
export async function openGitHub(options: GitHubOptions): Promise<GitHost> {
  const address = repositoryAddress(options.repository, options.api)
  const log = options.log ?? silent
  const client = await connect(options, address, log)
  const trees = new GitHubTrees(client, { ...FILE_LIMITS, ...options.limits })
  return {
    repository: address.url,
    defaultBranch: (signal) => defaultBranch(client, signal),
    head: (branch, signal) => headOf(client, branch, signal),
    files: (revision, folder, signal) => trees.files(revision, folder, signal),
    commit: async (plan, signal) => {
      checkPlan(plan)
      return await trees.commit(plan, signal)
    },
    commitInfo: (id, signal) => commitInfo(client, id, signal),
    contains: (reference, commit, signal) => contains(client, reference, commit, signal),
    moveBranch: async (branch, to, from, signal) => {
      checkBranch(branch, address.url)
      return await moveBranch(client, branch, to, from, signal)
    },
    deleteBranch: (branch, at, signal) => deleteBranch(client, branch, at, signal),
    pullRequest: (branch, signal) => pullRequest(client, branch, signal),
    openPullRequest: (request, signal) => openPullRequest(client, request, signal),
    closePullRequest: (number, comment, signal) => closePullRequest(client, number, comment, signal),
    reportCheck: (commit, check, signal) => reportCheck(client, commit, check, signal),
    openIssue: (issue, signal) => openIssue(client, issue, log, signal),
  }
}

/** Calls of the REST API about one repository, for what no port has: time-outs, retries, rate limits and faults are those of `openGitHub`. */
export async function openGitHubClient(options: GitHubOptions): Promise<GitHubClient> {
  return await connect(options, repositoryAddress(options.repository, options.api), options.log ?? silent)
}

async function connect({ login, signal, patience }: GitHubOptions, address: RepositoryAddress, log: GitHubLog): Promise<GitHubClient> {
  const { Octokit } = await import('@octokit/rest')
  const wait = { ...PATIENCE, ...patience }
  const state: { client?: GitHubClient; credentials?: Credentials } = {}
  const fetch = githubFetch({
    host: new URL(address.api).host,
    timeoutMs: wait.timeoutMs,
    secrets: () => state.credentials?.secrets() ?? [],
    seen: (headers) => state.client?.seen(headers),
  })
  const octokit = new Octokit({ baseUrl: address.api, userAgent: 'aks-copilot', request: { fetch }, log: MUTE })
  state.credentials =
    login.kind === 'token'
      ? tokenCredentials(login.token)
      : new AppCredentials({ login, octokit, address, createAppAuth: (await import('@octokit/auth-app')).createAppAuth })
  state.client = new GitHubClient({ octokit, address, credentials: state.credentials, patience: wait, signal, log })
  return state.client
}

const silent = (): void => {}
/** The SDK would write to the console. */
const MUTE = { debug: silent, info: silent, warn: silent, error: silent }
