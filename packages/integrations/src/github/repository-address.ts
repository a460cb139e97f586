import { notConfigured } from './github-faults.ts'

export interface RepositoryAddress {
  /** `https://github.com/contoso/shop` */
  readonly url: string
  readonly owner: string
  readonly name: string
  /** `https://api.github.com`, `https://github.contoso.com/api/v3`; no slash at its end. */
  readonly api: string
}

/**
 * Where a repository and its API are: github.com, a GHE.com tenant, or a GitHub Enterprise Server. `api` overrides what the address says.
 * Only https, and http on this machine. Throws GITHUB_NOT_CONFIGURED.
 */
export function repositoryAddress(repository: string, api?: string): RepositoryAddress {
  const url = secureUrl(repository, 'The repository')
  const [owner, name, ...more] = url.pathname
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '')
    .split('/')
    .slice(1)
  if (!isName(owner) || !isName(name) || more.length > 0)
    throw notConfigured('The repository is not named as https://HOST/OWNER/NAME', 'Write it as the browser shows it.')
  const base = api === undefined ? apiOf(url) : secureUrl(api, 'The address of the API').href.replace(/\/+$/, '')
  return { url: `${url.origin}/${owner}/${name}`, owner, name, api: base }
}

function apiOf({ origin, host, hostname }: URL): string {
  if (hostname === 'github.com' || hostname === 'www.github.com') return 'https://api.github.com'
  if (hostname.endsWith('.ghe.com')) return `https://api.${host}`
  return `${origin}/api/v3`
}

function isName(name: string | undefined): name is string {
  return name !== undefined && /^[\w.-]{1,100}$/.test(name) && !/^\.+$/.test(name)
}

function secureUrl(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) throw notConfigured(`${what} is no address`, 'Write it as https://HOST/OWNER/NAME.')
  if (url.username !== '' || url.password !== '')
    throw notConfigured(
      `${what} holds a user or a password`,
      'Give the token by its own setting, and renew this one: addresses end up in logs.',
    )
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
    throw notConfigured(`${what} is not https`, 'A token must not cross a network in the clear: use https.')
  if (url.search !== '' || url.hash !== '') throw notConfigured(`${what} has a query or a fragment`, 'Write it as https://HOST/OWNER/NAME.')
  return url
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
