import { readFile } from 'node:fs/promises'
import type { SecretSource } from '@aks-copilot/remediation'
import { invalid } from './configuration-file.ts'
import type { Configuration } from './configuration.ts'
import { knownSecrets } from './known-secrets.ts'
import { type Secret, SECRETS, type SecretVariable } from './settings/secrets.ts'
import type { Terminal } from './terminal.ts'

const opened = new WeakMap<Configuration, Promise<SecretSource>>()

/**
 * What a variable that holds a secret says: the secret itself, or `keyvault:NAME` or the address of a secret, which is then read from Key Vault.
 * Where it is not set: what stands in the file that its setting names. Undefined where there is neither. Throws CONFIGURATION_INVALID, and what
 * the Key Vault throws.
 */
export async function secretVariable(
  variable: SecretVariable,
  configuration: Configuration,
  { environment, signal }: Pick<Terminal, 'environment'> & Partial<Pick<Terminal, 'signal'>>,
): Promise<string | undefined> {
  const secrets = knownSecrets(environment)
  const said = environment[variable]?.trim()
  if (said === undefined || said === '') {
    const inFile = await secretInFile(variable, configuration)
    return inFile === undefined ? undefined : secrets.note(inFile)
  }
  if (!said.startsWith('keyvault:') && !said.startsWith('https://')) return secrets.note(said)
  const { openKeyVault, secretReference } = await import('@aks-copilot/integrations')
  const reference = secretReference(said)
  if (reference === undefined) return said
  const source = opened.get(configuration) ?? Promise.resolve(openKeyVault({ url: configuration.text('keyVault.url') }))
  opened.set(configuration, source)
  return secrets.note((await (await source).secret(reference, signal)).value)
}

/** Read anew each time: a mounted Secret that is renewed is a changed file. */
async function secretInFile(variable: SecretVariable, configuration: Configuration): Promise<string | undefined> {
  const { file: setting }: Secret = SECRETS.find((secret) => secret.variable === variable) ?? { variable, description: '' }
  const file = setting === undefined ? undefined : configuration.path(setting)
  if (setting === undefined || file === undefined) return undefined
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw invalid(
      `The file of ${setting} can't be read: ${file}.`,
      `Name a file that you may read, with the secret and nothing else in it.`,
      cause,
    )
  })
  if (text.trim() === '') throw invalid(`The file of ${setting} is empty: ${file}.`, 'Put the secret, and nothing else, into it.')
  return text.trim()
}
