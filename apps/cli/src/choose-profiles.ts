import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import { type KubernetesVersion, nearestWord } from '@aks-copilot/kubernetes'
import { type Bundle, detectSource, SOURCE_PROFILES, type SourceProfile, TARGET_PROFILES, type TargetProfile } from '@aks-copilot/manifests'

/** The source profile by name, file, or by what the manifests show. */
export async function chooseSource(name: string, bundle: Bundle, cwd: string): Promise<SourceProfile> {
  if (name === 'auto') return detectSource(bundle.objects, Object.values(SOURCE_PROFILES)) ?? builtIn('kubernetes', SOURCE_PROFILES, 'source')
  const text = await profileText(name, cwd)
  if (text === undefined) return builtIn(name, SOURCE_PROFILES, 'source')
  return (await import('@aks-copilot/manifests/profiles')).readSourceProfile(text, name)
}

/** The target profile by name or file, at the Kubernetes version that the user asks for. */
export async function chooseTarget(name: string, version: string | undefined, cwd: string): Promise<TargetProfile> {
  const text = await profileText(name, cwd)
  const profile = text === undefined
    ? builtIn(name, TARGET_PROFILES, 'target')
    : (await import('@aks-copilot/manifests/profiles')).readTargetProfile(text, name, (base) => TARGET_PROFILES[base] as unknown as Readonly<Record<string, unknown>> | undefined)
  return version === undefined ? profile : { ...profile, kubernetes: version as KubernetesVersion }
}

async function profileText(name: string, cwd: string): Promise<string | undefined> {
  const path = resolve(cwd, name)
  if (!/[./\\]/.test(name) && !/\.ya?ml$/.test(name)) return undefined
  if (existsSync(path)) return readFile(path, 'utf8')
  throw new CopilotError({ code: 'PROFILE_UNKNOWN', category: 'validation', message: `The profile file ${name} does not exist.`, remedy: 'Name an existing file; `aks-copilot profiles aks-standard > my-aks.yaml` makes one.' })
}

function builtIn<Profile>(name: string, profiles: Readonly<Record<string, Profile>>, what: string): Profile {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (profile !== undefined) return profile
  const near = nearestWord(name, Object.keys(profiles))
  throw new CopilotError({
    code: 'PROFILE_UNKNOWN',
    category: 'validation',
    message: `There is no ${what} profile \`${name}\`.`,
    remedy: near === undefined ? `Known: ${Object.keys(profiles).join(', ')}; or name a file.` : `Did you mean \`${near}\`?`,
  })
}
