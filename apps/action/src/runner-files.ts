import { randomUUID } from 'node:crypto'
import { appendFile, stat } from 'node:fs/promises'

/** A job summary is refused whole when a step's text is larger: 1 MiB. */
const MOST_SUMMARY = 1024 * 1024 - 1024

/** Adds to the job summary, as much as GitHub takes. Nothing where there is no such file. */
export async function writeSummary(path: string | undefined, text: string): Promise<void> {
  if (path === undefined || path === '') return
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  await appendFile(path, shortened(text, MOST_SUMMARY - size))
}

/** Sets outputs of the step. A value can hold anything, for nobody knows the line that ends it. */
export async function writeOutputs(path: string | undefined, outputs: Readonly<Record<string, string>>): Promise<void> {
  if (path === undefined || path === '') return
  const lines = Object.entries(outputs).map(([name, value]) => {
    const end = `end-${randomUUID()}`
    return `${name}<<${end}\n${value}\n${end}\n`
  })
  await appendFile(path, lines.join(''))
}

/** The text up to the last section that fits whole, so that no table, fence or fold is left open. */
function shortened(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  const note = '\n*The rest does not fit into a job summary; the SARIF file has all of it.*\n'
  let [left, end] = [bytes - Buffer.byteLength(note), 0]
  for (const section of text.split(/(?<=\n)(?=#{2,4} )/)) {
    left -= Buffer.byteLength(section)
    if (left < 0) break
    end += section.length
  }
  return left < 0 && end === 0 ? (bytes > 200 ? note : '') : text.slice(0, end) + note
}
