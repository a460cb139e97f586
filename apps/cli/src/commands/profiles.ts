import { CopilotError } from '@aks-copilot/contracts'
import { meantWord } from '@aks-copilot/kubernetes'
import { PROFILE_TEXTS, SOURCE_PROFILES, TARGET_PROFILES } from '@aks-copilot/manifests'
import { createColors } from 'picocolors'
import type { Flags } from '../inspection.ts'
import type { CommandContext } from '../command-context.ts'
import { wantsColor, writeOut } from '../terminal.ts'

/** `aks-copilot profiles [NAME]`: which there are, or the text of one to copy. */
export async function showProfiles(name: string | undefined, flags: Flags, { terminal }: CommandContext): Promise<void> {
  if (name !== undefined) return writeOut(terminal, textOf(name))
  const { bold, dim } = createColors(wantsColor(terminal, flags['color']))
  const list = (profiles: Readonly<Record<string, { title: string }>>): string =>
    Object.entries(profiles)
      .map(([id, { title }]) => `  ${id.padEnd(16)}${dim(title)}`)
      .join('\n')
  await writeOut(
    terminal,
    `${bold('Source profiles')} (--source)\n${list(SOURCE_PROFILES)}\n\n${bold('Target profiles')} (--target)\n${list(TARGET_PROFILES)}\n\nCopy one: aks-copilot profiles aks-standard > my-aks.yaml\n`,
  )
}

function textOf(name: string): string {
  const text = Object.hasOwn(PROFILE_TEXTS, name) ? PROFILE_TEXTS[name] : undefined
  if (text !== undefined) return text
  const near = meantWord(name, Object.keys(PROFILE_TEXTS))
  throw new CopilotError({
    code: 'PROFILE_UNKNOWN',
    category: 'validation',
    message: `There is no profile \`${name}\`.`,
    remedy: near === undefined ? 'Run `aks-copilot profiles` to see them all.' : `Did you mean \`${near}\`?`,
  })
}
