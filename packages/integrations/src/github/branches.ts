import type { CommitInfo } from '@aks-copilot/remediation/ports'
import { z } from 'zod'
import { checkAttemptBranch, checkBranch, checkRevision, isObjectId } from '../git/names.ts'
import { commitSchema, comparisonSchema, objectSchema, oneReferenceSchema, referenceSchema, repositorySchema } from './answers.ts'
import type { GitHubClient } from './github-client.ts'
import { ServiceFault } from '../calls/service-fault.ts'

const EMPTY_REPOSITORY = 409
const UNKNOWN_NAME = 422

export async function defaultBranch(client: GitHubClient, signal: AbortSignal | undefined): Promise<string> {
  return (await client.call(repositorySchema, 'GET /repos/{owner}/{repo}', {}, { signal, isPolled: true })).default_branch
}

export async function headOf(client: GitHubClient, branch: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  checkBranch(branch, client.address.url)
  try {
    const found = await client.find(
      oneReferenceSchema,
      'GET /repos/{owner}/{repo}/git/ref/{ref}',
      { ref: `heads/${branch}` },
      { signal, isPolled: true },
    )
    return found?.object.sha
  } catch (fault) {
    if (fault instanceof ServiceFault && fault.status === EMPTY_REPOSITORY) return undefined
    throw fault
  }
}

export async function commitInfo(client: GitHubClient, id: string, signal: AbortSignal | undefined): Promise<CommitInfo | undefined> {
  if (!isObjectId(id)) return undefined
  const found = await client.find(
    commitSchema,
    'GET /repos/{owner}/{repo}/git/commits/{commit}',
    { commit: id },
    { signal, isPolled: true },
  )
  if (found === undefined) return undefined
  const { sha, message, parents, committer } = found
  return { id: sha, message, parents: parents.map((parent) => parent.sha), at: `${new Date(committer.date).toISOString().slice(0, 19)}Z` }
}

export async function contains(client: GitHubClient, reference: string, commit: string, signal: AbortSignal | undefined): Promise<boolean> {
  if (!isObjectId(commit)) return false
  const tip = await tipOf(client, reference, signal)
  if (tip === undefined) return false
  // The second page of a comparison leaves out the differing files, which nobody asks for.
  const page = { per_page: 1, page: 2 }
  const route = 'GET /repos/{owner}/{repo}/compare/{basehead}'
  const compared = await client.find(comparisonSchema, route, { basehead: `${commit}...${tip}`, ...page }, { signal, isPolled: true })
  return compared?.status === 'ahead' || compared?.status === 'identical'
}

/** The commit behind a branch, else a tag, an id or `HEAD`; undefined where there is none. */
export async function tipOf(client: GitHubClient, reference: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  if (isObjectId(reference)) return reference
  checkRevision(reference, client.address.url)
  if (reference === 'HEAD') return await headOf(client, await defaultBranch(client, signal), signal)
  const branch = await headOf(client, reference, signal)
  if (branch !== undefined) return branch
  try {
    // One file a page: the commit is asked for its id alone.
    const route = 'GET /repos/{owner}/{repo}/commits/{ref}'
    return (await client.find(objectSchema, route, { ref: reference, per_page: 1 }, { signal }))?.sha
  } catch (fault) {
    if (fault instanceof ServiceFault && (fault.status === UNKNOWN_NAME || fault.status === EMPTY_REPOSITORY)) return undefined
    throw fault
  }
}

/**
 * GitHub has no swap of a branch from one commit to another, only fast-forwards: the tip is looked at before, and after every failure.
 * What is left is a push by force to an older commit between the look and the move, which the move would take back.
 */
export async function moveBranch(
  client: GitHubClient,
  branch: string,
  to: string,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<'moved' | 'conflict'> {
  const route = from === undefined ? 'POST /repos/{owner}/{repo}/git/refs' : 'PATCH /repos/{owner}/{repo}/git/refs/{ref}'
  const parameters = from === undefined ? { ref: `refs/heads/${branch}`, sha: to } : { ref: `heads/${branch}`, sha: to, force: false }
  for (let attempt = 1; ; attempt += 1) {
    const stands = await outcome(client, branch, to, from, signal)
    if (stands !== undefined) return stands
    try {
      await client.call(referenceSchema, route, parameters, { signal, repeat: 'unsent' })
      return 'moved'
    } catch (fault) {
      if (!(fault instanceof ServiceFault)) throw fault
      if (fault.category !== 'transient' || attempt >= client.tries || fault.unsent) {
        const after = await outcome(client, branch, to, from, signal)
        if (after !== undefined) return after
        throw fault
      }
      await client.pause(attempt, signal)
    }
  }
}

/** How the branch stands beside what is wanted; undefined: as it was, so that it can be moved. */
async function outcome(
  client: GitHubClient,
  branch: string,
  to: string,
  from: string | undefined,
  signal: AbortSignal | undefined,
): Promise<'moved' | 'conflict' | undefined> {
  const tip = await headOf(client, branch, signal)
  if (tip === to) return 'moved'
  if (tip === from) return undefined
  // Somebody built upon it already. A new branch is another matter: whoever made it may have begun with the same commit.
  if (from !== undefined && tip !== undefined && (await contains(client, tip, to, signal))) return 'moved'
  return 'conflict'
}

/**
 * GitHub deletes whatever stands there: the tip is looked at just before, and after every failure. What is left is a push between the look and
 * the deletion; GitHub keeps that commit, and the page of the pull request restores the branch.
 */
export async function deleteBranch(
  client: GitHubClient,
  branch: string,
  at: string,
  signal: AbortSignal | undefined,
): Promise<'deleted' | 'gone' | 'kept'> {
  checkAttemptBranch(branch, client.address.url)
  const route = 'DELETE /repos/{owner}/{repo}/git/refs/{ref}'
  for (let attempt = 1; ; attempt += 1) {
    const tip = await headOf(client, branch, signal)
    // After an answer that was lost this is what was done.
    if (tip !== at) return tip !== undefined ? 'kept' : attempt === 1 ? 'gone' : 'deleted'
    try {
      await client.call(z.unknown(), route, { ref: `heads/${branch}` }, { signal, repeat: 'unsent' })
      return 'deleted'
    } catch (fault) {
      if (!(fault instanceof ServiceFault)) throw fault
      if (fault.category === 'transient' && !fault.unsent && attempt < client.tries) await client.pause(attempt, signal)
      // The host may delete branches by itself when they are merged.
      else if ((await headOf(client, branch, signal)) === undefined) return fault.category === 'transient' ? 'deleted' : 'gone'
      else throw fault
    }
  }
}
