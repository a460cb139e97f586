import { CopilotError } from '@aks-copilot/contracts'
import type { Configuration } from '../configuration.ts'
import type { Terminal } from '../terminal.ts'

/**
 * Throws REPAIR_REPOSITORY_UNTRUSTED where the credentials may not be used for a repository that an Application names. Whoever may write an
 * Application names any host and any folder; the token goes only to those that the configuration of whoever runs this names: github.com, the
 * host of `github.api`, and inside of GitHub Actions its own server. A folder of this machine is only ever the one of `repair.repository`.
 */
export function requireTrustedHost(repository: string, configuration: Configuration, { environment }: Pick<Terminal, 'environment'>): void {
  const url = URL.parse(repository)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw untrusted(
      'The Application names no repository on GitHub, but a folder or something else.',
      'If its repository is a folder of this machine, or has another address: --repo FOLDER or --repo ADDRESS.',
    )
  // Where the API is set, it alone gets the token, whatever the Application says.
  if (configuration.text('github.api') !== undefined) return
  const own = URL.parse(environment['GITHUB_ACTIONS'] === 'true' ? (environment['GITHUB_SERVER_URL'] ?? '') : '')
  if (['github.com', 'www.github.com'].includes(url.hostname) || (own !== null && own.host === url.host)) return
  throw untrusted(
    `The Application names a repository at ${url.host.slice(0, 100)}, which the configuration does not: the login is not sent there.`,
    'If it is your GitHub server: set github.api to the address of its API (https://HOST/api/v3), or say --repo ADDRESS.',
  )
}

function untrusted(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'REPAIR_REPOSITORY_UNTRUSTED', category: 'validation', message, remedy })
}
