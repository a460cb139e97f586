import { appendFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CopilotError } from '@aks-copilot/contracts'
import type { AuditEntry, AuditTrail } from '@aks-copilot/remediation'
import type { CommandContext } from '../command-context.ts'
import { knownSecrets } from '../known-secrets.ts'
import { printableJson } from '../printable.ts'

/**
 * What was done, one JSON line each: appended to a file, or on standard error (`-`, and always with a JSON log). Each line is written before
 * the next thing is done. Throws OUTPUT_FAILED: what cannot be recorded is not done.
 */
export function openAuditTrail(file: string | undefined, { terminal, log }: CommandContext): AuditTrail {
  const secrets = knownSecrets(terminal.environment)
  const path = file === undefined || file === '-' ? undefined : resolve(terminal.cwd, file)
  return {
    record(entry) {
      const line = `${printableJson(secrets.hideIn(asJson(entry)))}\n`
      if (path !== undefined) append(path, line)
      else if (file === '-' || log.json) terminal.stderr.write(line)
    },
  }
}

function asJson({ at, runId, what, detail }: AuditEntry): object {
  return { event: 'audit', at, runId, what, ...detail }
}

function append(path: string, line: string): void {
  try {
    appendFileSync(path, line, { mode: 0o600 })
  } catch (cause) {
    throw new CopilotError({
      code: 'OUTPUT_FAILED',
      category: 'critical',
      message: `The audit trail ${path} can't be written.`,
      remedy: 'Check the path, the rights and the space of its disk; the run goes on where it is.',
      cause,
    })
  }
}
