import type { FileEdit, RepairGate } from '@aks-copilot/contracts'
import { digestOf } from '../commit/digest.ts'
import type { GitFile } from '../ports.ts'
import { type AttemptToJudge, gateOf } from './gate.ts'

/** The edits are of files that were read, touch only files in which a changed field is set, and make of them exactly what they say. */
export function otherBytesUnchanged({ edits, files, places }: AttemptToJudge): RepairGate[] {
  const traced = new Set(places.flat().map((place) => place.slice(0, place.lastIndexOf(':'))))
  const twice = edits.filter(({ file }, index) => edits.findIndex((edit) => edit.file === file) !== index)
  const wrong = [
    ...edits.filter(({ file }) => !traced.has(file)).map(({ file }) => `${file} sets none of the changed fields`),
    ...twice.map(({ file }) => `${file} is edited twice`),
    ...edits.flatMap((edit) => wrongEdit(edit, files) ?? []),
  ]
  return [gateOf('other-bytes-unchanged', wrong, `nothing but ${[...new Set(places.flat())].join(', ')} changes`)]
}

function wrongEdit({ file, before, after, edits }: FileEdit, files: readonly GitFile[]): string | undefined {
  const text = files.find(({ path }) => path === file)?.text
  if (text === undefined) return `${file} was not read`
  if (digestOf(text) !== before) return `${file} is not what it was when the change was thought out`
  let [result, end] = ['', 0]
  for (const { at, length, text: own } of edits.toSorted((left, right) => left.at - right.at)) {
    if (at < end || at + length > text.length) return `the edits of ${file} overlap or lie outside of it`
    result += text.slice(end, at) + own
    end = at + length
  }
  return digestOf(result + text.slice(end)) === after ? undefined : `the edits of ${file} do not make what they say`
}
