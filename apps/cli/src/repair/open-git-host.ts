import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CopilotError } from '@aks-copilot/contracts'
import { type GitHubLogin, openGitHub, openLocalGit } from '@aks-copilot/integrations'
import type { GitHost } from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import type { Configuration } from '../configuration.ts'
import { secretVariable } from '../secret-variable.ts'
import type { Terminal } from '../terminal.ts'
import { requireTrustedHost } from './trusted-host.ts'

/**
 * The repository that is committed to: a folder of this machine, or one on GitHub. Throws GITHUB_NOT_CONFIGURED, REPAIR_REPOSITORY_UNTRUSTED
 * for one that only an Application names and that no login may go to, and what the hosts throw.
 */
export async function openGitHost(repository: string, configuration: Configuration, { terminal, log }: CommandContext): Promise<GitHost> {
  const isChosen = configuration.text('repair.repository') === repository
  if (!isChosen) requireTrustedHost(asHttps(repository), configuration, terminal)
  if (repository.startsWith('file://')) return await openLocalGit({ path: fileURLToPath(repository) })
  if (!isAddress(repository)) return await openLocalGit({ path: resolve(terminal.cwd, repository) })
  return await openGitHub({
    repository: asHttps(repository),
    api: configuration.text('github.api'),
    login: await loginOf(configuration, terminal),
    signal: terminal.signal,
    log: (line) => log.notice(line),
  })
}

function isAddress(repository: string): boolean {
  return /^(?:https?|ssh):\/\//.test(repository) || /^git@[^:]+:/.test(repository)
}

/** `git@github.com:contoso/shop.git` and `ssh://git@github.com/contoso/shop` are the same repository as over https. */
function asHttps(repository: string): string {
  const [, host, path] = /^(?:ssh:\/\/)?git@([^:/]+)(?::\d+)?[:/](.+)$/.exec(repository) ?? []
  return host === undefined || path === undefined ? repository : `https://${host}/${path}`
}

/** The login is looked for now, and read anew for each request: one that was renewed counts without a restart. */
async function loginOf(configuration: Configuration, terminal: Terminal): Promise<GitHubLogin> {
  const appId = configuration.text('github.appId')
  if (appId === undefined) {
    const token = async (): Promise<string> => {
      const said = (await secretVariable('AKS_COPILOT_GITHUB_TOKEN', configuration, terminal)) ?? terminal.environment['GITHUB_TOKEN'] ?? ''
      return said === '' ? missing('There is no login for GitHub.', NO_LOGIN) : said
    }
    await token()
    return { kind: 'token', token }
  }
  const privateKey = async (): Promise<string> =>
    (await secretVariable('AKS_COPILOT_GITHUB_KEY', configuration, terminal)) ?? missing('There is no key for the GitHub App.', NO_KEY)
  await privateKey()
  const installation = configuration.text('github.installationId')
  return {
    kind: 'app',
    appId,
    privateKey,
    ...(installation === undefined ? {} : { installationId: Number(installation) }),
  }
}

const NO_LOGIN =
  'Set AKS_COPILOT_GITHUB_TOKEN, or github.appId with AKS_COPILOT_GITHUB_KEY; --repo FOLDER uses a repository of this machine.'
const NO_KEY = 'Set github.keyFile to the PEM file of the App, or AKS_COPILOT_GITHUB_KEY to its content.'

function missing(message: string, remedy: string): never {
  throw new CopilotError({ code: 'GITHUB_NOT_CONFIGURED', category: 'validation', message, remedy })
}
