import { diffHunks, type FixedFile } from '@aks-copilot/manifests'

const CONTEXT = 3

/** What changes in a file, as `diff -u` writes it. */
export function unifiedDiff(file: FixedFile): string {
  const hunks = diffHunks(file, CONTEXT) ?? []
  const body = hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) =>
    [`@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`, ...lines.map(({ sign, text }) => `${sign}${text}`)].join('\n'),
  )
  return [`--- a/${file.path}`, `+++ b/${file.path}`, ...body, ''].join('\n')
}

function range(start: number, lines: number): string {
  return lines === 1 ? String(start) : `${lines === 0 ? start - 1 : start},${lines}`
}
