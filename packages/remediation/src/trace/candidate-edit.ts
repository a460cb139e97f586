import type { PatchOperation } from '@aks-copilot/contracts'
import { editDocument, positionsIn, readYaml, splitDocuments } from '@aks-copilot/manifests'
import type { GitFile } from '../ports.ts'

/** How likely a place is the one that sets a field, the likeliest first; what is likelier is rendered first. */
export const LIKELY = {
  /** A setting of just this, as it is now. */
  setting: 0,
  /** The field by its path, with its present value. */
  field: 1,
  /** The present value, or a part of it, by itself. */
  value: 2,
  /** A place where the field could be added. */
  addition: 3,
  /** The field by its path with another value, or the same text elsewhere. */
  other: 4,
} as const

/** One file with another text, which may be what is wanted; rendering decides. */
export interface CandidateEdit {
  readonly file: string
  readonly text: string
  /** From 1: where the edit is in the text before it. */
  readonly line: number
  readonly rank: number
}

/** One document of a file. */
export interface SourceDocument {
  readonly file: GitFile
  readonly start: number
  readonly text: string
  readonly value: unknown
}

/** The documents of a file that can be read. */
export function documentsOf(file: GitFile): SourceDocument[] {
  let start = 0
  return splitDocuments(file.text).flatMap((text) => {
    const document = { file, start, text }
    start += text.length
    const read = readYaml(text)
    return read.ok ? [{ ...document, value: read.value }] : []
  })
}

/** The edit that operations make of a document; none where they cannot be done byte by byte. */
export function editOf(
  { file, start, text }: SourceDocument,
  operations: readonly PatchOperation[],
  { pointer = '', rank }: { readonly pointer?: string; readonly rank: number },
): CandidateEdit[] {
  if (operations.length === 0) return []
  const result = editDocument(text, operations, pointer)
  const [first] = result.ok ? result.edits : []
  if (!result.ok || first === undefined) return []
  return [
    {
      file: file.path,
      text: file.text.slice(0, start) + result.text + file.text.slice(start + text.length),
      line: positionsIn(file.text)(firstDifferent(file.text, start + first.start, first.text)).line,
      rank,
    },
  ]
}

/** An edit replaces whole lines now and then: the line that people look for is the first that differs. */
function firstDifferent(text: string, start: number, replacement: string): number {
  let index = 0
  while (index < replacement.length && text[start + index] === replacement[index]) index += 1
  return start + index
}
