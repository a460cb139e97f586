import { CopilotError } from '@aks-copilot/contracts'
import { createColors } from 'picocolors'
import type { Terminal } from './terminal.ts'

/** Tells a person, or a log collector (`--log-format json`), what went wrong and what to do. */
export function logError(error: unknown, terminal: Terminal, runId: string, args: readonly string[]): void {
  const known = error instanceof CopilotError ? error : internalFault(error)
  if (wantsJson(terminal, args)) {
    const { code, category, message, remedy } = known
    terminal.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level: 'error', runId, code, category, message, remedy })}\n`)
    return
  }
  const { red, dim, bold } = createColors(terminal.stderr.isTTY === true && !args.includes('--no-color') && terminal.environment['NO_COLOR'] === undefined)
  terminal.stderr.write(`${red(bold('error'))} ${dim(known.code)} ${known.message}\n  ${known.remedy}\n`)
  if (known.category === 'critical' && error instanceof Error && args.includes('--verbose')) terminal.stderr.write(`${dim(error.stack ?? '')}\n`)
}

function wantsJson(terminal: Terminal, args: readonly string[]): boolean {
  const flag = args.findIndex((arg) => arg === '--log-format' || arg.startsWith('--log-format='))
  const value = flag < 0 ? terminal.environment['AKS_COPILOT_LOG_FORMAT'] : args[flag]?.includes('=') === true ? args[flag].split('=')[1] : args[flag + 1]
  return value === 'json'
}

function internalFault(error: unknown): CopilotError {
  return new CopilotError({
    code: 'INTERNAL_FAULT',
    category: 'critical',
    message: `Something is wrong in aks-copilot itself: ${error instanceof Error ? error.message : String(error)}`,
    remedy: 'No file was changed. Run again with --verbose and report what it prints.',
    cause: error,
  })
}
