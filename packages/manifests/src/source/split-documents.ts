/**
 * Cuts a YAML stream into its documents; joined again they are the text. A cut is before each line that starts with `---`, or,
 * where directives or a `...` stand before it, before those. `---` at the start of a line ends a document in YAML wherever it stands,
 * also in a block scalar, so that one broken document cannot hide the next.
 */
export function splitDocuments(text: string): string[] {
  const cuts: number[] = []
  const marker = /^(?:---(?=[ \t\r\n]|$)|%[^\n]*\n(?:[%#][^\n]*\n|\r?\n)*---(?=[ \t\r\n]|$))/gm
  for (let match = marker.exec(text); match !== null; match = marker.exec(text)) cuts.push(match.index)
  const starts = cuts.filter((cut) => hasContent(text.slice(0, cut)))
  const bounds = [0, ...starts, text.length]
  return bounds.slice(1).map((end, index) => text.slice(bounds[index], end)).filter((slice) => slice !== '')
}

/** Whether a prefix of the stream is more than a byte order mark, blank lines and comments: those belong to what follows. */
function hasContent(prefix: string): boolean {
  return /^(?!\uFEFF?[ \t]*(?:#.*)?\r?$)/m.test(prefix.replace(/\n$/, ''))
}
