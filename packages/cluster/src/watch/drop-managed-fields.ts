const START = ',"managedFields":['
const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST] = ['"', '\\', '[', ']'].map((character) => character.charCodeAt(0))

/**
 * Takes `metadata.managedFields` out of the JSON of an event before it is parsed: of a pod it is nearly half of the text, and nothing of
 * it is kept. The text can't stand within a string, where its quotes would be escaped. JSON that is written otherwise stays as it is.
 */
export function dropManagedFields(json: string): string {
  const start = json.indexOf(START)
  if (start === -1) return json
  let depth = 1
  for (let index = start + START.length; index < json.length; index++) {
    const character = json.charCodeAt(index)
    if (character === QUOTE) index = endOfString(json, index)
    else if (character === OPEN_LIST) depth++
    else if (character === CLOSE_LIST && --depth === 0) return json.slice(0, start) + json.slice(index + 1)
  }
  return json
}

/** Index of the quote that ends the string which begins here. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(json, end)) end = json.indexOf('"', end + 1)
  return end === -1 ? json.length : end
}

function isEscaped(json: string, index: number): boolean {
  let before = index - 1
  while (json.charCodeAt(before) === BACKSLASH) before--
  return (index - before) % 2 === 0
}
