import type { FileEdit } from '@aks-copilot/contracts'

/** A text with edits at offsets of it; they must not overlap. */
export function spliced(text: string, edits: FileEdit['edits']): string {
  return edits
    .toSorted((left, right) => right.at - left.at)
    .reduce((result, { at, length, text: own }) => result.slice(0, at) + own + result.slice(at + length), text)
}
