import type { ContainerClient } from '@azure/storage-blob'
import { invalid } from '../azure/azure-address.ts'
import type { BlobAddress } from './blob-address.ts'

/** Who asks. */
export type BlobLogin =
  | { readonly kind: 'entra' }
  | { readonly kind: 'sas'; readonly token: string }
  | { readonly kind: 'connection-string'; readonly text: string }

/** The SDK is loaded here, when it is first needed. CONFIGURATION_INVALID where the connection string is for another account. */
export async function openContainer({ service, container, local }: BlobAddress, login: BlobLogin): Promise<ContainerClient> {
  const { BlobServiceClient, AnonymousCredential } = await import('@azure/storage-blob')
  const options = { retryOptions: { maxTries: 1 }, userAgentOptions: { userAgentPrefix: 'aks-copilot' } }
  if (login.kind === 'connection-string') {
    const client = parsed(() => BlobServiceClient.fromConnectionString(login.text, options))
    if (new URL(client.url).href.replace(/\/$/, '') !== service)
      throw invalid('The connection string', 'It is for another account than knowledge.blob names.')
    return client.getContainerClient(container)
  }
  if (login.kind === 'sas') {
    const token = login.token.replace(/^\?/, '')
    return new BlobServiceClient(`${service}?${token}`, new AnonymousCredential(), options).getContainerClient(container)
  }
  if (local) throw invalid('knowledge.blob', 'The emulator needs a connection string in AKS_COPILOT_BLOB_CONNECTION_STRING.')
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new BlobServiceClient(service, new DefaultAzureCredential(), options).getContainerClient(container)
}

/** What the SDK says of a wrong string repeats parts of it. */
function parsed<T>(make: () => T): T {
  try {
    return make()
  } catch {
    throw invalid('The connection string', 'It is none of Blob Storage.')
  }
}
