import type { LogStream } from '../context/records.ts'
import { LogMiner, type MinerLimits } from './log-miner.ts'

/** All of a reading that has its own limit. */
const WHOLE: MinerLimits = { mostLines: 2_000, mostText: 1024 * 1024, mostTemplates: 500 }

/**
 * Turns raw lines as the API returns them with `timestamps=true` (`2026-11-22T10:00:00.123Z text`) into a stream: stack traces as one
 * record, secrets masked, templates mined.
 */
export function mineLog(of: Pick<LogStream, 'pod' | 'container' | 'previous'>, rawLines: Iterable<string>): LogStream {
  const miner = new LogMiner(of, WHOLE)
  for (const line of rawLines) miner.push(line)
  return miner.stream()
}
