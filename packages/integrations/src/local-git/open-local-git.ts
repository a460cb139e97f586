import { pathToFileURL } from 'node:url'
import { CopilotError } from '@aks-copilot/contracts'
import type { GitHost } from '@aks-copilot/remediation/ports'
import { pause } from '../calls/pauses.ts'
import { checkPlan } from '../git/check-plan.ts'
import { FILE_LIMITS, type FileLimits } from '../git/git-entries.ts'
import { checkAttemptBranch, checkBranch } from '../git/names.ts'
import { gitFailed, GitProgram, notUsable } from './git-program.ts'
import { commitOf, readCommit, readFiles, writeCommit } from './local-objects.ts'
import { LocalProposals } from './local-proposals.ts'

export interface LocalGitOptions {
  /** A bare repository, or a folder with a work tree. */
  readonly path: string
  readonly limits?: Partial<FileLimits> | undefined
}

const NONE = '0'.repeat(40)
const TRIES = 4
const PAUSE_MS = 100

/**
 * A repository on this machine through the `git` program: for trying it out, and for places without a host. Runs no hook, and never moves a
 * branch that somebody has checked out. Throws GIT_NOT_USABLE; its methods throw that, GIT_FAILED, GIT_REFUSED and what every Git host
 * throws. It shows no checks, and its proposals are branches with a note.
 */
export async function openLocalGit({ path, limits }: LocalGitOptions): Promise<GitHost> {
  const git = new GitProgram(await gitFolder(path))
  const url = pathToFileURL(git.path.replace(/[/\\]\.git$/, '')).href
  const proposals = new LocalProposals(git, url)
  const bounds = { ...FILE_LIMITS, ...limits }
  return {
    repository: url,
    defaultBranch: (signal) => headBranch(git, signal),
    head: (branch, signal) => headOf(git, branch, signal),
    files: (revision, folder, signal) => readFiles(git, revision, folder, bounds, signal),
    commit: async (plan, signal) => {
      checkPlan(plan)
      return await writeCommit(git, plan, signal)
    },
    commitInfo: (id, signal) => readCommit(git, id, signal),
    contains: (reference, commit, signal) => contains(git, reference, commit, signal),
    moveBranch: async (branch, to, from, signal) => {
      checkBranch(branch, git.path)
      return await moveBranch(git, branch, to, from, signal)
    },
    deleteBranch: async (branch, at, signal) => {
      checkAttemptBranch(branch, git.path)
      return await deleteBranch({ git, proposals }, branch, at, signal)
    },
    pullRequest: (branch, signal) => proposals.find(branch, undefined, signal),
    openPullRequest: (request, signal) => proposals.open(request, signal),
    closePullRequest: (number, { text }, signal) => proposals.close(number, text, signal),
    reportCheck: () => Promise.resolve(false),
    openIssue: (issue, signal) => proposals.issue(issue, signal),
  }
}

async function gitFolder(path: string): Promise<string> {
  const remedy = 'Give the folder of a repository; one of another owner needs git config --global --add safe.directory FOLDER.'
  const found = await new GitProgram(path).run(['rev-parse', '--absolute-git-dir']).catch((fault: unknown) => {
    // A folder that is not there fails as a missing program does.
    if (fault instanceof CopilotError && fault.code === 'GIT_NOT_USABLE') throw fault
    throw notUsable(`${path} cannot be read as a Git repository`, remedy)
  })
  if (found.code !== 0) throw notUsable(`${path} is no Git repository that may be used`, remedy)
  return found.out.toString('utf8').trim()
}

async function headBranch(git: GitProgram, signal: AbortSignal | undefined): Promise<string> {
  const { code, out } = await git.run(['symbolic-ref', '--short', '--quiet', 'HEAD'], { signal })
  if (code !== 0) throw notUsable(`${git.path} stands on no branch`, 'Check out a branch there, or name one.')
  return out.toString('utf8').trim()
}

async function headOf(git: GitProgram, branch: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  checkBranch(branch, git.path)
  const { code, out } = await git.run(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`], { signal })
  return code === 0 ? out.toString('utf8').trim() : undefined
}

async function contains(git: GitProgram, reference: string, commit: string, signal: AbortSignal | undefined): Promise<boolean> {
  const tip = await commitOf(git, reference, signal)
  if (tip === undefined || (await readCommit(git, commit, signal)) === undefined) return false
  return await git.holds(['merge-base', '--is-ancestor', commit, tip], { signal })
}

/** Swaps the branch from one commit to the other, or not at all; waits a little for another program that holds its lock. */
async function moveBranch(
  git: GitProgram,
  branch: string,
  to: string,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<'moved' | 'conflict'> {
  for (let attempt = 1; ; attempt += 1) {
    const tip = await headOf(git, branch, signal)
    if (tip === to) return 'moved'
    if (tip !== from) return from !== undefined && tip !== undefined && (await contains(git, tip, to, signal)) ? 'moved' : 'conflict'
    if (attempt === 1) await checkMove(git, branch, to, from, signal)
    const { code, said } = await git.run(['update-ref', `refs/heads/${branch}`, to, from ?? NONE], { signal })
    if (code === 0) return 'moved'
    if (attempt === TRIES) throw gitFailed(said)
    await pause(PAUSE_MS * attempt * (0.5 + Math.random()), signal)
  }
}

async function checkMove(
  git: GitProgram,
  branch: string,
  to: string,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  if ((await readCommit(git, to, signal)) === undefined) throw refused(`There is no commit ${to}`, 'Make the commit first.')
  if (from !== undefined && !(await contains(git, to, from, signal)))
    throw refused(`${to} does not follow ${from}, where ${branch} stands`, 'Branches are only moved forward.')
  await checkUnused(git, branch, signal)
}

async function checkUnused(git: GitProgram, branch: string, signal: AbortSignal | undefined): Promise<void> {
  const trees = await git.text(['worktree', 'list', '--porcelain'], { signal })
  if (trees.split('\n').includes(`branch refs/heads/${branch}`))
    throw refused(`${branch} is checked out, and its files would seem changed`, 'Use a pull request, or a bare repository.')
}

/** Takes the branch away while it stands at the commit, or not at all. */
async function deleteBranch(
  { git, proposals }: { readonly git: GitProgram; readonly proposals: LocalProposals },
  branch: string,
  at: string,
  signal: AbortSignal | undefined,
): Promise<'deleted' | 'gone' | 'kept'> {
  for (let attempt = 1; ; attempt += 1) {
    const tip = await headOf(git, branch, signal)
    if (tip !== at) return tip === undefined ? 'gone' : 'kept'
    await checkUnused(git, branch, signal)
    // What became of them is seen by their branch.
    await proposals.end(branch, signal)
    const { code, said } = await git.run(['update-ref', '-d', `refs/heads/${branch}`, at], { signal })
    if (code === 0) return 'deleted'
    if (attempt === TRIES) throw gitFailed(said)
    await pause(PAUSE_MS * attempt * (0.5 + Math.random()), signal)
  }
}

function refused(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'GIT_REFUSED', category: 'validation', message: `${message}.`, remedy })
}
