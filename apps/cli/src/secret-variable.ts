import type { SecretSource } from '@aks-copilot/remediation'
import type { Configuration } from './configuration.ts'
import type { SecretVariable } from './settings/secrets.ts'
import type { Terminal } from './terminal.ts'

const opened = new WeakMap<Configuration, Promise<SecretSource>>()

/**
 * What a variable that holds a secret says: the secret itself, or `keyvault:NAME` or the address of a secret, which is then read from Key Vault.
 * Undefined where it is not set. Throws what the Key Vault throws.
 */
export async function secretVariable(
  variable: SecretVariable,
  configuration: Configuration,
  { environment, signal }: Pick<Terminal, 'environment'> & Partial<Pick<Terminal, 'signal'>>,
): Promise<string | undefined> {
  const said = environment[variable]?.trim()
  if (said === undefined || said === '') return undefined
  if (!said.startsWith('keyvault:') && !said.startsWith('https://')) return said
  const { openKeyVault, secretReference } = await import('@aks-copilot/integrations')
  const reference = secretReference(said)
  if (reference === undefined) return said
  const source = opened.get(configuration) ?? Promise.resolve(openKeyVault({ url: configuration.text('keyVault.url') }))
  opened.set(configuration, source)
  return (await (await source).secret(reference, signal)).value
}
