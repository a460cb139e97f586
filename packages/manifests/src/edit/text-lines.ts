/** Where lines and columns are in a text. A line ends at `\n` or `\r\n`; a byte order mark takes no column. */

const BYTE_ORDER_MARK = '\uFEFF'

/** Offset of the first character of the line that holds `position`; a byte order mark is not part of the line. */
export function lineStart(text: string, position: number): number {
  const start = text.lastIndexOf('\n', position - 1) + 1
  return start === 0 && text.startsWith(BYTE_ORDER_MARK) ? Math.min(1, position) : start
}

/** Offset just after the last character of the line that holds `position`, before its line ending. */
export function lineEnd(text: string, position: number): number {
  const newline = text.indexOf('\n', position)
  if (newline < 0) return text.length
  return newline > position && text[newline - 1] === '\r' ? newline - 1 : newline
}

/** Offset of the end of the previous line, before its line ending; undefined on the first line. */
export function previousLineEnd(text: string, position: number): number | undefined {
  const newline = text.lastIndexOf('\n', position - 1)
  if (newline < 0) return undefined
  return newline > 0 && text[newline - 1] === '\r' ? newline - 1 : newline
}

/** Offset of the first character after the line that holds `position` and its line ending. */
export function nextLineStart(text: string, position: number): number {
  const newline = text.indexOf('\n', position)
  return newline < 0 ? text.length : newline + 1
}

/** Characters between the start of the line and `position`. */
export function columnOf(text: string, position: number): number {
  return position - lineStart(text, position)
}

/** Whether nothing but white space stands before `position` on its line. */
export function startsLine(text: string, position: number): boolean {
  return text.slice(lineStart(text, position), position).trim() === ''
}

/** The white space that the line of `position` begins with. */
export function indentation(text: string, position: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, position), position))?.[0] ?? ''
}

/** The next offset that is neither white space, nor a line ending, nor a comment. */
export function skipBlank(text: string, from: number): number {
  let position = from
  while (position < text.length) {
    const character = text[position]
    if (character === '#') position = lineEnd(text, position)
    else if (character === ' ' || character === '\t' || character === '\n' || character === '\r' || character === BYTE_ORDER_MARK)
      position += 1
    else break
  }
  return position
}

/** The end of the last of the comment lines that follow a line directly and are indented deeper than `column`. */
export function afterDeeperComments(text: string, end: number, column: number): number {
  let position = end
  for (;;) {
    const next = nextLineStart(text, position)
    const line = text.slice(next, lineEnd(text, next))
    if (next === position || !/^ *#/.test(line) || line.indexOf('#') <= column) return position
    position = lineEnd(text, next)
  }
}

/** The line ending that the text uses first; `\n` when it has none. */
export function lineEnding(text: string): '\n' | '\r\n' {
  const newline = text.indexOf('\n')
  return newline > 0 && text[newline - 1] === '\r' ? '\r\n' : '\n'
}
