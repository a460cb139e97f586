/**
 * Cuts a YAML stream into its documents; joined again they are the text. A cut is before each line that starts with `---`, or,
 * where directives stand before it, before those. `---` at the start of a line ends a document in YAML wherever it stands,
 * also in a block scalar, so that one broken document cannot hide the next. JSON objects that follow each other are cut too.
 */
export function splitDocuments(text: string): string[] {
  return splitAt(text, yamlCuts(text)).flatMap((slice) => splitAt(slice, jsonCuts(slice)))
}

function splitAt(text: string, cuts: readonly number[]): string[] {
  const bounds = [0, ...cuts, text.length]
  return bounds
    .slice(1)
    .map((end, index) => text.slice(bounds[index], end))
    .filter((slice) => slice !== '')
}

/** One pass over the lines. A byte order mark, blank lines and comments belong to the document that follows. */
function yamlCuts(text: string): number[] {
  const cuts: number[] = []
  let hasContent = false
  let directives = -1
  for (let start = text.startsWith('\uFEFF') ? 1 : 0, end = 0; start < text.length; start = end) {
    const newline = text.indexOf('\n', start)
    end = newline < 0 ? text.length : newline + 1
    const first = text.charCodeAt(start)
    if (first === DASH && isMarker(text, start)) {
      if (hasContent) cuts.push(directives < 0 ? start : directives)
      hasContent = true
      directives = -1
    } else if (first === PERCENT) {
      if (directives < 0) directives = start
    } else if (first !== HASH && !isEmpty(text, start, end)) {
      directives = -1
      hasContent ||= !isBlankOrComment(text, start, end)
    }
  }
  return cuts
}

const [DASH, PERCENT, HASH] = [45, 37, 35]
const BLANKS = new Set([' ', '\t', '\r', '\n'])

function isMarker(text: string, start: number): boolean {
  const next = text[start + 3]
  return text.startsWith('---', start) && (next === undefined || BLANKS.has(next))
}

function isEmpty(text: string, start: number, end: number): boolean {
  return (end - start === 1 && text[start] === '\n') || (end - start === 2 && text[start] === '\r' && text[start + 1] === '\n')
}

function isBlankOrComment(text: string, start: number, end: number): boolean {
  let index = start
  while (index < end && BLANKS.has(text[index] ?? '')) index += 1
  return index === end || text[index] === '#'
}

/** `{…}{…}`, as kubectl reads it from a JSON stream. Text that is no JSON is not cut. */
function jsonCuts(text: string): number[] {
  if (!/^\uFEFF?\s*\{\s*["}]/.test(text) || !/\}\s*\{/.test(text)) return []
  const cuts: number[] = []
  let [depth, objects] = [0, 0]
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (character === '"') index = endOfString(text, index)
    else if (character === '{' || character === '[') {
      if (depth === 0 && objects > 0) cuts.push(index)
      depth += 1
    } else if (character === '}' || character === ']') {
      depth -= 1
      objects += 1
    }
  }
  return depth === 0 ? cuts : []
}

function endOfString(text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return index
}
