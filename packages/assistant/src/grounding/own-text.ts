/** Whether records of this kind are written by strangers. */
export function isStrange(kind: string): boolean {
  return kind === 'log' || kind === 'event'
}

/** Blocks that quote: what they say is in the citations, as a stranger's. */
export function isForeign(block: string): boolean {
  return /^(?:\*\*Proof|Newest first|What came more|- \d\d:\d\d:\d\d (?:Normal|Warning)|Warnings of)/.test(block)
}

/** Without marks and markup, which hold numbers of their own. */
export function withoutMarks(text: string): string {
  return text
    .replaceAll(/\[E\d+\]/g, ' ')
    .replaceAll('**', '')
    .replaceAll(/\\([[\]<>\\|])/g, '$1')
    .replaceAll('`', ' ')
}
