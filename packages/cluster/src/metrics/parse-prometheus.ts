/** One sample of the Prometheus text format; `at` in milliseconds where the line has a time. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
  readonly at: number | undefined
}

const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+(-?\d+))?\s*$/
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g

/** Reads one line; undefined for comments and for what is no sample. */
export function parseSample(line: string): Sample | undefined {
  if (line === '' || line.startsWith('#')) return undefined
  const match = LINE.exec(line)
  if (match === null) return undefined
  const [, name = '', labels = '', text = '', at] = match
  const value = text === '+Inf' ? Number.POSITIVE_INFINITY : text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text)
  return { name, labels: parseLabels(labels), value, at: at === undefined ? undefined : Number(at) }
}

function parseLabels(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(LABEL)].map(([, key = '', value = '']) => [key, value.replaceAll(/\\(.)/g, unescape)]))
}

function unescape(_: string, letter: string): string {
  return letter === 'n' ? '\n' : letter
}

/** The samples of some metrics out of a text that comes line by line; everything else is passed over unread. */
export async function* samplesOf(lines: AsyncIterable<string>, names: readonly string[]): AsyncGenerator<Sample> {
  for await (const line of lines) {
    if (!names.some((name) => line.startsWith(name))) continue
    const sample = parseSample(line)
    if (sample !== undefined && names.includes(sample.name)) yield sample
  }
}
