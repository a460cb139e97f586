/** Reading a baseline that a user keeps. Apart from the main entry, because it needs the schema library. */
import { CopilotError } from '@aks-copilot/contracts'
import { z } from 'zod'
import type { Baseline } from './baseline.ts'

const baselineSchema = z.object({
  schemaVersion: z.literal(1),
  violations: z.array(z.object({ ruleId: z.string(), file: z.string(), object: z.string(), path: z.string(), fingerprint: z.string() })),
})

/** Reads the text of a baseline file. */
export function readBaseline(text: string, file = 'the baseline'): Baseline {
  try {
    return baselineSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new CopilotError({
      code: 'BASELINE_UNREADABLE',
      category: 'validation',
      message: `${file} is no baseline: ${cause instanceof z.ZodError ? z.prettifyError(cause).split('\n')[0] : 'it is not JSON'}.`,
      remedy: 'Write it again: `aks-copilot check --baseline FILE --update-baseline`.',
      cause,
    })
  }
}
