/** A section of an article; `text` is Markdown. */
export interface Section {
  readonly heading: string
  readonly text: string
}

/** A passage is quoted in answers and read by small models. */
const LONGEST_PASSAGE = 1800

/** Splits Markdown at its headings, and long sections between paragraphs; a fenced block stays whole unless it alone is too long. */
export function splitPassages(title: string, markdown: string): readonly Section[] {
  return sectionsOf(title, markdown).flatMap(({ heading, text }) =>
    (text.length <= LONGEST_PASSAGE ? [text] : piecesOf(text)).filter((piece) => piece !== '').map((piece) => ({ heading, text: piece })),
  )
}

/** Longer lines are no headings; the pattern takes the square of their length at worst. */
const LONGEST_HEADING = 300

/** The text of a heading, or undefined where a line is none. */
export function headingOf(line: string): string | undefined {
  return line.startsWith('#') && line.length <= LONGEST_HEADING ? /^#{1,6}\s+(.+?)\s*#*\s*$/.exec(line)?.[1] : undefined
}

/** Whether a line opens or ends a fenced block. */
export function isFence(line: string): boolean {
  const start = line.trimStart()
  return start.startsWith('```') || start.startsWith('~~~')
}

function sectionsOf(title: string, markdown: string): readonly Section[] {
  const sections: { heading: string; lines: string[] }[] = [{ heading: title, lines: [] }]
  let fenced = false
  for (const line of markdown.split('\n')) {
    if (isFence(line)) fenced = !fenced
    const heading = fenced ? undefined : headingOf(line)
    if (heading === undefined) sections.at(-1)?.lines.push(line)
    else sections.push({ heading, lines: [] })
  }
  return sections.map(({ heading, lines }) => ({ heading, text: lines.join('\n').trim() }))
}

function piecesOf(text: string): readonly string[] {
  const pieces: string[] = []
  for (const block of blocksOf(text)) {
    const last = pieces.at(-1)
    if (last !== undefined && last.length + block.length + 2 <= LONGEST_PASSAGE) pieces[pieces.length - 1] = `${last}\n\n${block}`
    else pieces.push(...(isFence(block) ? fencedPieces(block) : slices(block)))
  }
  return pieces
}

function slices(text: string): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / LONGEST_PASSAGE) }, (_, index) =>
    text.slice(index * LONGEST_PASSAGE, (index + 1) * LONGEST_PASSAGE),
  )
}

/** A long fenced block as several, each with its fences. */
function fencedPieces(block: string): readonly string[] {
  const [fence = '```', ...rest] = block.split('\n')
  const mark = fence.trimStart().slice(0, 3)
  const inner = rest.at(-1)?.trim().startsWith(mark) === true ? rest.slice(0, -1) : rest
  return slices(inner.join('\n')).map((piece) => `${fence}\n${piece}\n${mark}`)
}

/** Paragraphs and whole fenced blocks. */
function blocksOf(text: string): readonly string[] {
  const blocks: string[] = []
  let fenced = false
  let current: string[] = []
  for (const line of text.split('\n')) {
    if (isFence(line)) fenced = !fenced
    if (line.trim() === '' && !fenced) {
      if (current.length > 0) blocks.push(current.join('\n'))
      current = []
    } else current.push(line)
  }
  if (current.length > 0) blocks.push(current.join('\n'))
  return blocks
}
