import type { PullRepository } from './pull-repository.ts'

/** Events in the shapes that GitHub documents, with the fields that matter and some that try to. */
export function pullRequestPayload(
  { base, head }: Pick<PullRepository, 'base' | 'head'>,
  {
    action = 'opened',
    fork = false,
    draft = false,
    branch = 'topic',
  }: { action?: string; fork?: boolean; draft?: boolean; branch?: string } = {},
): unknown {
  const own = { id: 1, full_name: 'contoso/shop', fork: false }
  return {
    action,
    number: 7,
    pull_request: {
      number: 7,
      state: action === 'closed' ? 'closed' : 'open',
      draft,
      title: '$(touch /tmp/owned) `id` ::error::title',
      body: '::add-mask::body',
      user: { login: 'mallory', type: 'User' },
      head: { ref: branch, sha: head, label: `contoso:${branch}`, repo: fork ? { id: 2, full_name: 'mallory/shop', fork: true } : own },
      base: { ref: 'main', sha: base, label: 'contoso:main', repo: own },
    },
    repository: own,
    sender: { login: 'mallory' },
  }
}

export function pushPayload({ base, head }: Pick<PullRepository, 'base' | 'head'>): unknown {
  return { ref: 'refs/heads/main', before: base, after: head, created: false, deleted: false, forced: false, commits: [] }
}
