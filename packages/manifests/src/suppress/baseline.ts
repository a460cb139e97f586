import { createHash } from 'node:crypto'
import { type CheckReport, CopilotError } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import { z } from 'zod'

const baselineSchema = z.object({
  schemaVersion: z.literal(1),
  violations: z.array(z.object({ ruleId: z.string(), file: z.string(), object: z.string(), path: z.string(), fingerprint: z.string() })),
})

/** The violations that a team had when it began, and lives with for now: new ones are still reported. */
export type Baseline = z.infer<typeof baselineSchema>

/** Takes everything that a report has as known. */
export function createBaseline({ violations }: Pick<CheckReport, 'violations'>): Baseline {
  const known = violations
    .filter(({ fix }) => fix.status !== 'applied')
    .map(({ ruleId, file, object, path }) => ({ ruleId, file, object: describeObject(object), path }))
  return { schemaVersion: 1, violations: known.map((one) => ({ ...one, fingerprint: fingerprintOf(one) })) }
}

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

/** Names a violation whatever the line it stands on, and whatever was added to the lists around it. */
export function fingerprintOf({ ruleId, file, object, path }: { ruleId: string; file: string; object: string; path: string }): string {
  const steady = path.replaceAll(/\/\d+(?=\/|$)/g, '/*')
  return createHash('sha256').update([ruleId, file.replaceAll('\\', '/'), object, steady].join('\n')).digest('hex').slice(0, 16)
}
