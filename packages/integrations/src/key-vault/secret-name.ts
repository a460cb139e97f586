import { notConfigured } from './key-vault-faults.ts'

/** Where a secret lies. */
export interface SecretPlace {
  /** `https://contoso.vault.azure.net` */
  readonly vault: string
  readonly name: string
  /** Undefined: the newest. */
  readonly version: string | undefined
}

const REFERENCE = /^keyvault:(.+)$/
const NAME = /^[0-9A-Za-z-]{1,127}$/
const VERSION = /^[0-9A-Za-z]{1,64}$/
const HOSTS = ['.vault.azure.net', '.vault.azure.cn', '.vault.usgovcloudapi.net']

/** What a setting refers to: `keyvault:NAME`, `keyvault:NAME/VERSION` or the address of a secret; undefined where the value is itself meant. */
export function secretReference(value: string): string | undefined {
  const text = value.trim()
  const [, name] = REFERENCE.exec(text) ?? []
  if (name !== undefined) return name
  const url = text.startsWith('https://') ? URL.parse(text) : null
  return url !== null && isVaultHost(url.hostname) && url.pathname.startsWith('/secrets/') ? text : undefined
}

/** Reads `NAME`, `NAME/VERSION` or an address. `vault`: where names without an address are. Throws KEY_VAULT_NOT_CONFIGURED. */
export function secretPlace(reference: string, vault: string | undefined): SecretPlace {
  const url = reference.startsWith('https://') ? URL.parse(reference) : null
  const [name = '', version, ...rest] = (url === null ? reference : url.pathname.replace(/^\/secrets\//, '')).split('/')
  if (!NAME.test(name) || (version !== undefined && version !== '' && !VERSION.test(version)) || rest.length > 0)
    throw notConfigured(
      'What names a secret of a Key Vault is no such name.',
      'Write keyvault:NAME, keyvault:NAME/VERSION or https://VAULT.vault.azure.net/secrets/NAME; a name has letters, digits and hyphens.',
    )
  const home = url === null ? vault : url.origin
  if (home === undefined)
    throw notConfigured(
      `No Key Vault is known for \`${name}\`.`,
      'Set keyVault.url to https://VAULT.vault.azure.net, or give the address of the secret.',
    )
  return { vault: vaultOrigin(home), name, version: version === '' ? undefined : version }
}

/** The origin of a vault: one of Azure, or of this machine. A login must not go to anybody else. Throws KEY_VAULT_NOT_CONFIGURED. */
export function vaultOrigin(address: string): string {
  const url = URL.parse(address)
  if (url !== null && url.protocol === 'https:' && url.username === '' && (isVaultHost(url.hostname) || isHere(url.hostname)))
    return url.origin
  throw notConfigured('The address of the Key Vault is none.', `Write https://VAULT${HOSTS[0]}, as the vault's page shows it.`)
}

/** Whether a host is this machine: a stand-in of a vault. */
export function isHere(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]'
}

function isVaultHost(host: string): boolean {
  return HOSTS.some((end) => host.endsWith(end) && /^[0-9a-z-]{3,24}$/i.test(host.slice(0, -end.length)))
}
