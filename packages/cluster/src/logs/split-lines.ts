/** A line longer than this is cut: nobody reads it, and a binary file must not fill the memory. */
const MOST_LINE = 64 * 1024

/** The lines of a text that comes in pieces, without their ends. What stands after the last line break counts as a line. */
export async function* splitLines(body: AsyncIterable<Uint8Array>, onBytes?: (count: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const bytes of body) {
    onBytes?.(bytes.byteLength)
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n')
    rest = (lines.pop() ?? '').slice(0, MOST_LINE)
    for (const line of lines) yield line
  }
  rest += decoder.decode()
  if (rest !== '') yield rest
}
