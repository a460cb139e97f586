import type { CommandContext } from '../command-context.ts'
import { readSource } from '../diagnosis/read-snapshot.ts'
import type { Flags } from '../inspection.ts'
import { Progress } from '../progress.ts'
import { writeReport } from '../write-report.ts'

/** `aks-copilot record FILE`: one reading of the cluster as an anonymised bundle that replays to the same findings. */
export async function record(file: string, flags: Flags, context: CommandContext): Promise<void> {
  const progress = new Progress(context.terminal, context.log, flags['quiet'] === true)
  progress.announce('reading the cluster')
  const { snapshot, api } = await readSource(flags, context)
  try {
    const { recordCluster, writeRecording } = await import('@aks-copilot/cluster')
    const gzip = file.endsWith('.gz')
    const bytes = flags['keepNames'] === true ? writeRecording(snapshot, { gzip }) : recordCluster(snapshot, { gzip })
    progress.clear()
    await writeReport(file, bytes, context.terminal)
    const { objects, events, logs } = snapshot
    context.log.notice(
      `${objects.length} objects, ${events.length} events and ${logs.length} logs. See what they say: aks-copilot replay ${file}`,
    )
  } finally {
    progress.clear()
    await api?.close()
  }
}
