import { openGitHub, type GitHubOptions } from '@aks-copilot/integrations'
import type { Look } from './look.ts'
import { blobOf, type ChangedFile } from './pull-diff.ts'

export interface CommitRequest {
  readonly look: Look
  readonly branch: string
  readonly head: string
  /** Files of the pull request: only these are touched. */
  readonly changed: readonly ChangedFile[]
  readonly bytesOf: (path: string) => Uint8Array | undefined
  readonly options: GitHubOptions
}

export type CommitOutcome =
  | { readonly done: true; readonly commit: string }
  /** Nothing was changed, and why. */
  | { readonly done: false; readonly why: string }

/**
 * Commits the proven fixes to the branch of the pull request, by one commit upon the very head that was checked, never by force. All or
 * nothing: fixes may span files, and half of one is no fix.
 */
export async function commitFixes({ look, branch, head, changed, bytesOf, options }: CommitRequest): Promise<CommitOutcome> {
  if (look.fixed.length === 0) return { done: false, why: 'there is nothing to commit' }
  const blobs = new Map(changed.map(({ path, blob }) => [path, blob]))
  for (const { path } of look.fixed) {
    if (!blobs.has(path)) return { done: false, why: `a fix changes ${path}, which the pull request leaves alone` }
    const bytes = bytesOf(path)
    if (bytes === undefined || blobOf(bytes) !== blobs.get(path))
      return { done: false, why: `the checkout has another version of ${path} than the head of the pull request` }
  }
  const host = await openGitHub(options)
  const files = look.fixed.map(({ path, after }) => ({ path, text: after }))
  const at = new Date().toISOString()
  const commit = await host.commit({ parent: head, content: 'changes', files, message: messageOf(look), at })
  const moved = await host.moveBranch(branch, commit, head)
  return moved === 'moved' ? { done: true, commit } : { done: false, why: 'somebody pushed to the branch meanwhile' }
}

function messageOf({ report, fixed }: Look): string {
  const rules = [...new Set(mendedIn(report.violations).map(({ ruleId }) => ruleId))]
  const files = fixed.length === 1 ? '1 file' : `${fixed.length} files`
  return `fix: what AKS would refuse, in ${files}\n\n${rules.map((rule) => `- ${rule}`).join('\n')}\n\nAks-Copilot-Run: ${report.runId}\n`
}

/** Those that a proven fix is ready for. */
export function mendedIn(violations: Look['report']['violations']): Look['report']['violations'] {
  return violations.filter(
    ({ fix }) => fix.status === 'proposed' && fix.certificate !== undefined && fix.certificate.gates.every(({ pass }) => pass),
  )
}
