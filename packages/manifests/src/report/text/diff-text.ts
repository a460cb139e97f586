import type { FixedFile } from '../../fix-manifests.ts'
import { type DiffLine, diffHunks } from '../diff-hunks.ts'
import { harmless, type Paint } from './paint.ts'
import { cutTo, pieces } from './wrap.ts'

/** A file's changes with line numbers, as the code frames have them. New lines have none: they are not in the file yet. */
export function diffText(file: FixedFile, columns: number, paint: Paint): string[] {
  const hunks = diffHunks(file)
  if (hunks === undefined) return [paint.dim('  Almost every line changes.')]
  const last = hunks.at(-1)
  const gutter = String((last?.oldStart ?? 1) + (last?.oldLines ?? 0)).length
  return hunks.flatMap(({ lines }, index) => [
    ...(index === 0 ? [] : [paint.dim(`  ${'⋯'.padStart(gutter)} │`)]),
    ...lines.flatMap((line) => diffLine(line, gutter, columns, paint)),
  ])
}

function diffLine({ sign, text, number }: DiffLine, gutter: number, columns: number, paint: Paint): string[] {
  const edge = paint.dim(`  ${(sign === '+' ? '' : String(number)).padStart(gutter)} │`)
  const width = Math.max(20, columns - gutter - 7)
  if (sign === ' ') return [`${edge}   ${paint.dim(cutTo(harmless(text), width))}`]
  // What changes is shown whole, however long: it is what the reader agrees to.
  const color = sign === '+' ? paint.green : paint.red
  const [first = '', ...more] = pieces(harmless(text), width)
  return [`${edge} ${color(`${sign} ${first}`)}`, ...more.map((piece) => `${paint.dim(`  ${' '.repeat(gutter)} │`)}   ${color(piece)}`)]
}
