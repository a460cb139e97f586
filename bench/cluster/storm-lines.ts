import type { SyntheticObject } from './synthetic-objects.ts'

const LINES_AT_ONCE = 200
/** Stand in the written object where each line has another number. */
const VERSION = '"resourceVersion":"1"'
const RESTARTS = '"restartCount":0'

/** MODIFIED events of pods, each with a version and a count of its own, many in one piece of bytes. */
export function* stormLines(
  pods: readonly SyntheticObject[],
  count: number,
  firstVersion: number,
): Generator<{ readonly bytes: Buffer; readonly lines: number }> {
  const parts = pods.filter(isRunning).map((pod) => partsOf(`${JSON.stringify({ type: 'MODIFIED', object: pod })}\n`))
  for (let sent = 0; sent < count; sent += LINES_AT_ONCE) {
    const lines = Math.min(LINES_AT_ONCE, count - sent)
    let text = ''
    for (let index = sent; index < sent + lines; index++) {
      const [before = '', middle = '', after = ''] = parts[index % parts.length] ?? []
      text += `${before}"resourceVersion":"${firstVersion + index}"${middle}"restartCount":${index + 1}${after}`
    }
    yield { bytes: Buffer.from(text, 'latin1'), lines }
  }
}

/** How long a line of the storm is, in bytes. */
export function lengthOfLine(pod: SyntheticObject): number {
  return JSON.stringify({ type: 'MODIFIED', object: pod }).length + 1
}

function isRunning(pod: SyntheticObject): boolean {
  return JSON.stringify(pod).includes(RESTARTS)
}

function partsOf(line: string): readonly [string, string, string] {
  const version = line.indexOf(VERSION)
  const restarts = line.indexOf(RESTARTS)
  return [line.slice(0, version), line.slice(version + VERSION.length, restarts), line.slice(restarts + RESTARTS.length)]
}
