/** Code points that a terminal draws two cells wide, and those that it draws none for. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}])$/u
const NARROWEST = /^[\p{Mn}\p{Me}\p{Cf}]$/u
// oxlint-disable-next-line no-control-regex -- plain ASCII needs no look at each character
const PLAIN = /^[\u0020-\u007E]*$/

/** Cells that a text takes in a terminal. */
export function cells(text: string): number {
  if (PLAIN.test(text)) return text.length
  let width = 0
  for (const character of text) width += NARROWEST.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}

/** The text, cut to so many cells; what is cut shows as `…`. */
export function cutTo(text: string, width: number): string {
  if (cells(text) <= width) return text
  let result = ''
  let used = 0
  for (const character of text) {
    const own = cells(character)
    if (used + own > width - 1) break
    result += character
    used += own
  }
  return `${result}…`
}

/** The text in pieces of at most so many cells; nothing is left out. */
export function pieces(text: string, width: number): string[] {
  if (cells(text) <= width) return [text]
  const result = ['']
  let used = 0
  for (const character of text) {
    const own = cells(character)
    if (used + own > width) {
      result.push('')
      used = 0
    }
    result[result.length - 1] += character
    used += own
  }
  return result
}

/** Like `cutTo`, but keeps the end: of a path that is what tells most. */
export function cutStart(text: string, width: number): string {
  return cells(text) <= width ? text : `…${reversed(cutTo(reversed(text), width)).slice(1)}`
}

function reversed(text: string): string {
  return Array.from(text).toReversed().join('')
}

/** Breaks a text into lines of at most `width` cells, at spaces; what stands in backticks stays together. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.match(/(?:`[^`]*`|[^\s`]+|`)+/g) ?? []) {
    for (const part of cells(word) > width && word.includes(' ') ? word.split(' ') : [word]) {
      const piece = cutTo(part, Math.max(width, 16))
      if (line !== '' && cells(line) + 1 + cells(piece) > width) {
        lines.push(line)
        line = piece
      } else line = line === '' ? piece : `${line} ${piece}`
    }
  }
  return [...lines, line]
}
