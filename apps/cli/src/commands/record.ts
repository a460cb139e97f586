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
    const { writeRecording } = await import('@aks-copilot/cluster')
    const bytes = writeRecording(snapshot, { keepNames: flags['keepNames'] === true, compress: file.endsWith('.gz') })
    progress.clear()
    await writeReport(file, bytes, context.terminal)
    context.log.notice(
      `${snapshot.objects.length} objects, ${snapshot.events.length} events and ${snapshot.logs.length} logs are in ${file}. Replay it with: aks-copilot replay ${file}`,
    )
  } finally {
    progress.clear()
    await api?.close()
  }
}
