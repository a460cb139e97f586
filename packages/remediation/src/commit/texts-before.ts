import type { RepairAttempt } from '@aks-copilot/contracts'
import type { Run } from '../loop/run.ts'
import type { GitFile } from '../ports.ts'
import { digestOf } from './digest.ts'

/** The texts before the attempt; undefined where a file is not as the attempt left it: taken back already, or changed by somebody. */
export async function textsBefore(
  { ports, signal }: Pick<Run, 'ports' | 'signal'>,
  attempt: RepairAttempt,
  head: string,
): Promise<GitFile[] | undefined> {
  const texts: GitFile[] = []
  for (const { file, after } of attempt.files) {
    const [now] = await ports.git.files(head, file, signal)
    const [old] = await ports.git.files(attempt.base, file, signal)
    if (now === undefined || old === undefined || digestOf(now.text) !== after) return undefined
    texts.push(old)
  }
  return texts
}
