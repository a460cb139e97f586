/** What recognises a comment or an issue of ours: the last line of its text, which readers do not see. */
function markerOf(key: string): string {
  return `<!-- aks-copilot:${encodeURIComponent(key).replaceAll('-', '%2D')} -->`
}

const MOST_TEXT = 65_000

/** The text with the marker as its last line, short enough for GitHub. */
export function withMarker(text: string, key: string): string {
  return `${text.trimEnd().slice(0, MOST_TEXT)}\n\n${markerOf(key)}`
}

/** Only the last line counts: a text may quote the marker of another. */
export function hasMarker(body: string | null | undefined, key: string): boolean {
  return body?.trimEnd().split(/\r?\n/).at(-1)?.trim() === markerOf(key)
}
