import { ApiFault } from '../connect/api-server.ts'

const NEWLINE = 10
/** An object is at most 1.5 MiB in etcd; as JSON of an event, with escapes, a few times that. */
const LONGEST = 16 * 1024 * 1024

/**
 * Splits a stream into its lines: for each chunk those that it completes, without their ends. An unfinished last line is dropped, since
 * the connection broke within it. Throws `ApiFault` with the reason `TooLarge` where a line does not end.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>, longest = LONGEST): AsyncGenerator<string[]> {
  let begun: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const lines: string[] = []
    let from = 0
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      const rest = bytes.subarray(from, end)
      const line = begun.length === 0 ? rest : Buffer.concat([...begun, rest])
      if (line.length > 0) lines.push(line.toString('utf8'))
      begun = []
      size = 0
      from = end + 1
    }
    if (from < bytes.length) {
      begun.push(bytes.subarray(from))
      size += bytes.length - from
    }
    if (size > longest) throw new ApiFault(0, 'TooLarge', `A line is longer than ${Math.round(longest / 1024 / 1024)} MiB.`)
    if (lines.length > 0) yield lines
  }
}
