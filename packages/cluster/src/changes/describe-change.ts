import type { Change } from '../context/records.ts'

/** What a change is, in words: `image web:1.4 → web:1.5`. */
export function describeChange(change: Change): string {
  return change.diff.map(({ path }) => path).join(', ')
}
