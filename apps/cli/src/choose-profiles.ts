import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import { type KubernetesVersion, meantWord } from '@aks-copilot/kubernetes'
import { type Bundle, detectSource, SOURCE_PROFILES, type SourceProfile, TARGET_PROFILES, type TargetProfile } from '@aks-copilot/manifests'
import type { Configuration } from './configuration.ts'

/** The source profile by name or file; undefined when it is to be found out from the manifests. */
export async function chooseSource(configuration: Configuration): Promise<SourceProfile | undefined> {
  const name = configuration.text('check.source') ?? 'auto'
  if (name === 'auto') return undefined
  const text = await profileText(name, configuration.folder('check.source'))
  if (text === undefined) return builtIn(name, SOURCE_PROFILES, 'source')
  return (await import('@aks-copilot/manifests/profiles')).readSourceProfile(text, name)
}

/** The source profile that the manifests show. */
export function recogniseSource(bundle: Bundle): SourceProfile {
  return detectSource(bundle.objects, Object.values(SOURCE_PROFILES)) ?? builtIn('kubernetes', SOURCE_PROFILES, 'source')
}

/** The target profile by name or file, at the Kubernetes version that the user asks for. */
export async function chooseTarget(configuration: Configuration): Promise<TargetProfile> {
  const [name, version] = [configuration.text('check.target') ?? 'aks-standard', configuration.text('check.kubeVersion')]
  const text = await profileText(name, configuration.folder('check.target'))
  const profile =
    text === undefined
      ? builtIn(name, TARGET_PROFILES, 'target')
      : (await import('@aks-copilot/manifests/profiles')).readTargetProfile(text, name, targetKeys)
  return version === undefined ? profile : { ...profile, kubernetes: version as KubernetesVersion }
}

function targetKeys(name: string): Readonly<Record<string, unknown>> | undefined {
  return Object.hasOwn(TARGET_PROFILES, name) ? { ...TARGET_PROFILES[name] } : undefined
}

/** The text of a profile file; undefined for a name that is no path. */
async function profileText(name: string, folder: string): Promise<string | undefined> {
  if (!/[./\\]/.test(name)) return undefined
  try {
    return await readFile(resolve(folder, name), 'utf8')
  } catch (cause) {
    throw new CopilotError({
      code: 'PROFILE_UNKNOWN',
      category: 'validation',
      message: `The profile file ${name} is not there or can't be read.`,
      remedy: 'Name an existing file; `aks-copilot profiles aks-standard > my-aks.yaml` makes one.',
      cause,
    })
  }
}

function builtIn<Profile>(name: string, profiles: Readonly<Record<string, Profile>>, what: string): Profile {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (profile !== undefined) return profile
  const near = meantWord(name, Object.keys(profiles))
  throw new CopilotError({
    code: 'PROFILE_UNKNOWN',
    category: 'validation',
    message: `There is no ${what} profile \`${name}\`.`,
    remedy: near === undefined ? `Known: ${Object.keys(profiles).join(', ')}; or name a file.` : `Did you mean \`${near}\`?`,
  })
}
