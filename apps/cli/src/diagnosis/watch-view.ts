import { setTimeout as wait } from 'node:timers/promises'
import type { Incident } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import { readConfiguration } from '../configuration.ts'
import type { CommandContext } from '../command-context.ts'
import { EXIT } from '../exit-status.ts'
import type { Flags } from '../inspection.ts'
import { printable, printableJson } from '../printable.ts'
import { wantsColor, writeOut } from '../terminal.ts'
import { diagnosisText } from './diagnosis-text.ts'
import { connect, namespacesOf } from './read-snapshot.ts'
import { keepHeapSmall } from './small-heap.ts'

const REPAINT = 1000
const CLEAR = '\u001B[H\u001B[2J'
/** The alternate screen: what was there before comes back. */
const [ENTER, LEAVE] = ['\u001B[?1049h\u001B[?25l', '\u001B[?25h\u001B[?1049l']

/**
 * `diagnose --watch`: on a terminal a view that repaints itself; through a pipe one line for each thing that opens, changes or closes
 * (as JSON with `--format json`). Runs until Ctrl-C.
 */
export async function watchView(flags: Flags, context: CommandContext): Promise<void> {
  keepHeapSmall()
  const { terminal, runId } = context
  const configuration = await readConfiguration(flags, terminal)
  const api = await connect(configuration, context)
  const { monitorCluster } = await import('@aks-copilot/cluster')
  const isView = terminal.stdout.isTTY === true && flags['format'] !== 'json'
  const lines = (type: string, incident: Incident): void => {
    if (!isView) void writeOut(terminal, flags['format'] === 'json' ? `${printableJson({ type, incident })}\n` : lineOf(type, incident))
  }
  // Also while the first lists are still on their way.
  terminal.signal.addEventListener('abort', () => void api.close(), { once: true })
  context.log.notice(`watching \`${api.name}\`; Ctrl-C ends it`)
  const monitor = await monitorCluster(api, {
    namespaces: namespacesOf(flags, configuration),
    onChange: ({ type, incident }) => lines(type, incident),
  }).catch(async (error: unknown) => {
    await api.close()
    throw error
  })
  const paint = async (): Promise<void> => {
    const options = {
      color: wantsColor(terminal, flags['color']),
      columns: terminal.stdout.columns ?? 100,
      verbose: flags['verbose'] === true,
      quiet: flags['quiet'] === true,
    }
    await writeOut(terminal, `${CLEAR}${fitted(diagnosisText(monitor.diagnosis(runId), options), terminal.stdout.rows)}`)
  }
  if (isView) await writeOut(terminal, ENTER)
  try {
    // A reader that went away (`| head`) is as good as Ctrl-C.
    while (!terminal.signal.aborted && terminal.stdout.writable) {
      if (isView) await paint()
      await pause(REPAINT, terminal.signal)
    }
  } finally {
    if (isView) await writeOut(terminal, LEAVE)
    await monitor.stop()
    await api.close()
  }
  context.finish(EXIT.done)
}

function lineOf(type: string, { cause, severity, since }: Incident): string {
  const what = type.replace('incident-', '').padEnd(8)
  return `${new Date().toISOString().slice(11, 19)} ${what} ${severity.padEnd(8)} ${printable(`${describeObject(cause.object)}: ${cause.message}`)}${since === undefined ? '' : ` (since ${since})`}\n`
}

/** What has no room on the screen is said to be there. */
function fitted(text: string, rows: number | undefined): string {
  const lines = text.trimEnd().split('\n')
  if (rows === undefined || lines.length < rows) return lines.join('\n')
  return [...lines.slice(0, rows - 2), `… ${lines.length - rows + 2} more lines: aks-copilot diagnose`].join('\n')
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined)
}
