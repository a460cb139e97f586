import type { GitHost } from '@aks-copilot/remediation/ports'
import { openGitHub } from '../github/open-github.ts'
import { BareRepository } from '../github/test-support/bare-repository.ts'
import { GitHubStandIn } from '../github/test-support/github-stand-in.ts'
import { openLocalGit } from '../local-git/open-local-git.ts'

/** A host over a repository that the git program made and looks into. */
export interface GitHostSubject {
  readonly host: GitHost
  readonly git: BareRepository
  readonly close: () => Promise<void>
}

/** Every host; each is asked what all of them promise. */
export const GIT_HOSTS: readonly { readonly title: string; readonly open: (folder: string) => Promise<GitHostSubject> }[] = [
  {
    title: 'github',
    open: async (folder) => {
      const hub = await GitHubStandIn.start({ folder })
      const host = await openGitHub({ repository: hub.url, login: { kind: 'token', token: 'ghp_standin' } })
      return { host, git: hub.git, close: () => hub.stop() }
    },
  },
  {
    title: 'local-git',
    open: async (folder) => {
      const git = await BareRepository.open(folder, 'main')
      return { host: await openLocalGit({ path: folder }), git, close: () => Promise.resolve() }
    },
  },
]
