import { stripVTControlCharacters } from 'node:util'

/** Lines of whole words, at most so wide; colours have no width. A word that is longer stands alone. */
export function wrapWords(text: string, columns: number): string[] {
  const lines: string[] = []
  let width = 0
  for (const word of text.split(' ')) {
    const length = stripVTControlCharacters(word).length
    const last = lines.length - 1
    if (last < 0 || width + 1 + length > columns) {
      lines.push(word)
      width = length
    } else {
      lines[last] = `${lines[last]} ${word}`
      width += 1 + length
    }
  }
  return lines
}
