import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import type { ConfigurationFile } from './configuration-file.ts'
import { type Setting, variableOf } from './settings.ts'
import { DECIDES_WRITES, TRUST, type Trust } from './settings/trust.ts'

const WHY: Readonly<Record<Trust, string>> = {
  host: 'may not say where data and keys go, but for addresses of this machine',
  file: 'may not name files with keys, logins or code',
  inside: 'may only name what lies in its own folder',
  guard: 'may not loosen it',
}

/**
 * Why what a file says of a setting does not count: whoever opens a pull request can write the aks-copilot.yaml of a checkout, and would
 * choose where the keys of whoever works there go. Undefined where it counts: somebody named the file, or the setting can do no such thing.
 */
export function untrustedSetting({ key, default: standard }: Setting, value: unknown, file: ConfigurationFile): CopilotError | undefined {
  const trust = (TRUST as Readonly<Record<string, Trust | undefined>>)[key]
  if (file.named || trust === undefined) return undefined
  const said = (Array.isArray(value) ? value : [value]).map(String)
  const isHarmless = {
    host: () => said.every(isHere),
    file: () => false,
    inside: () => said.every((path) => isInside(dirname(file.path), path)),
    guard: () => JSON.stringify(value) === JSON.stringify(standard),
  }[trust]
  return isHarmless() ? undefined : untrusted(key, file, `it ${WHY[trust]}`)
}

/** As `untrustedSetting`, for commands that write: why it does not count there, though those that read go by it. */
export function untrustedToWrite({ key, default: standard }: Setting, value: unknown, file: ConfigurationFile): CopilotError | undefined {
  const harmless = (DECIDES_WRITES as Readonly<Record<string, readonly string[] | undefined>>)[key]
  if (file.named || harmless === undefined || harmless.includes(String(value))) return undefined
  if (JSON.stringify(value) === JSON.stringify(standard)) return undefined
  return untrusted(key, file, 'a command that writes does not go by it')
}

function untrusted(key: string, file: ConfigurationFile, why: string): CopilotError {
  return new CopilotError({
    code: 'CONFIGURATION_UNTRUSTED',
    category: 'validation',
    message: `${file.path} says ${key}, and nobody named that file: ${why}.`,
    remedy: `If it is yours, name it: --config ${file.path}, or AKS_COPILOT_CONFIG for all commands. Or set ${variableOf(key)}.`,
  })
}

function isHere(address: string): boolean {
  const url = URL.parse(address)
  const isLoopback = url !== null && /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/.test(url.hostname)
  return isLoopback && /^https?:$/.test(url.protocol)
}

/** Links count as what they lead to. */
function isInside(folder: string, path: string): boolean {
  const from = relative(real(folder), real(resolve(folder, path)))
  return from !== '..' && !from.startsWith(`..${process.platform === 'win32' ? '\\' : '/'}`) && !isAbsolute(from)
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : resolve(real(above), relative(above, path))
  }
}
