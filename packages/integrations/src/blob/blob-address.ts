import { azureAddress, invalid, isLoopback } from '../azure/azure-address.ts'

/** A container of Blob Storage, and a folder in it. */
export interface BlobAddress {
  /** `https://contoso.blob.core.windows.net`; of the emulator with the account: `http://127.0.0.1:10000/devstoreaccount1`. */
  readonly service: string
  readonly host: string
  readonly container: string
  /** '' or ends with a slash. */
  readonly prefix: string
  readonly local: boolean
}

const SETTING = 'knowledge.blob'

/** Takes `https://ACCOUNT.blob.core.windows.net/CONTAINER[/FOLDER]` apart. CONFIGURATION_INVALID. */
export function blobAddress(address: string): BlobAddress {
  const url = azureAddress(address, SETTING)
  const parts = decoded(url.pathname)
    .split('/')
    .filter((part) => part !== '')
  const local = isLoopback(url.hostname)
  const account = local ? parts.shift() : undefined
  const [container, ...folders] = parts
  if (container === undefined || !/^(?:\$root|[a-z0-9](?:-?[a-z0-9]){2,62})$/.test(container))
    throw invalid(SETTING, 'It names no container.')
  if (folders.some((part) => part === '.' || part === '..')) throw invalid(SETTING, 'Its folder leads elsewhere.')
  return {
    service: account === undefined ? url.origin : `${url.origin}/${account}`,
    host: url.host,
    container,
    prefix: folders.map((part) => `${part}/`).join(''),
    local,
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw invalid(SETTING, 'Its path is not encoded as an address is.')
  }
}
