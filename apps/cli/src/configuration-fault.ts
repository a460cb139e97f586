/** What is wrong in aks-copilot.yaml; its line is looked up where it is told, and only then. */
export class FileFault extends Error {
  /** From the section to the key; none for the file as a whole. */
  readonly keys: readonly string[]
  /** What to say; the place is the path with the line. */
  readonly tell: (place: string) => string
  readonly remedy: string
  /** Where it is known already. */
  readonly line: number | undefined

  constructor(keys: readonly string[], tell: (place: string) => string, remedy: string, line?: number) {
    super(tell('the file'))
    this.keys = keys
    this.tell = tell
    this.remedy = remedy
    this.line = line
  }
}

/** The line, from 1, of a key in a YAML text, or of what it is in; undefined for the text as a whole. */
export async function lineOf(text: string, keys: readonly string[]): Promise<number | undefined> {
  if (keys.length === 0) return undefined
  const { locate } = await import('@aks-copilot/manifests')
  const pointer = keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  const place = locate(text, pointer)
  return place === undefined ? undefined : lineAt(text, place.keyStart ?? place.start)
}

/** The line, from 1, of an offset in UTF-16 units. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
