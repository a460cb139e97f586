import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Recording } from '@aks-copilot/cluster'
import { CopilotError } from '@aks-copilot/contracts'
import type { CommandContext } from '../command-context.ts'

/** The recording in a file. Throws INPUT_NOT_FOUND where it can't be read, RECORDING_INVALID where it is none. */
export async function readRecordingFile(name: string, { terminal }: CommandContext): Promise<Recording> {
  const bytes = await readFile(resolve(terminal.cwd, name)).catch((cause: unknown) => {
    throw new CopilotError({
      code: 'INPUT_NOT_FOUND',
      category: 'validation',
      message: `The recording ${name} can't be read.`,
      remedy: 'Make one: aks-copilot record FILE.',
      cause,
    })
  })
  const { openRecording } = await import('@aks-copilot/cluster')
  return openRecording(bytes)
}
