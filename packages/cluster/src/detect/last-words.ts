import type { ClusterState } from '../context/cluster-state.ts'
import type { LiveObject } from '../context/live-object.ts'
import type { LogLine, LogStream } from '../context/records.ts'
import { type EvidenceRecord, logEvidence } from './evidence.ts'

/** Words of lines that tell of an error, whatever their level. */
export const LOOKS_WRONG =
  /\b(\w*error|fatal|panic|\w*exception|caused by|traceback|can't|cannot|could not|failed|failure|refused|denied|timed? ?out|no such|not found|missing|required|invalid|unable)\b/i
const LOOKED_AT = 200

interface Word {
  readonly stream: LogStream
  readonly line: LogLine
}

/**
 * The lines that most likely say why a container ended or does not come up: its last lines that look like errors, else its very last one.
 * Of an instance that ended before the running one where there is one.
 */
export function lastWords(pod: LiveObject, container: string, state: ClusterState, most = 2): readonly EvidenceRecord[] {
  return spoken(pod, container, state, most).map(({ stream, line }) => logEvidence(stream, line))
}

function spoken(pod: LiveObject, container: string, state: ClusterState, most: number): readonly Word[] {
  const streams = state.logsOf(pod, container).filter(({ lines }) => lines.length > 0)
  const stream = streams.find(({ previous }) => previous) ?? streams[0]
  if (stream === undefined) return []
  const lines = stream.lines.slice(-LOOKED_AT)
  const wrong = lines.filter(({ level, text }) => level === 'error' || LOOKS_WRONG.test(text))
  const told = wrong.length > 0 ? distinctTexts(wrong).slice(-most) : lines.filter(({ text }) => text.trim() !== '').slice(-1)
  return told.map((line) => ({ stream, line }))
}

/** The same line again and again is one; the last time stays. */
function distinctTexts(lines: readonly LogLine[]): LogLine[] {
  return [...new Map(lines.map((line) => [line.text, line])).values()]
}
