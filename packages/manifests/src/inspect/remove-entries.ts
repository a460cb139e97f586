import type { Field } from '@aks-copilot/kubernetes'
import { type Intent, remove } from './rule.ts'

/** Takes entries out of a map, and the map with them when nothing else is in it: no `annotations: {}` stays behind. */
export function removeEntries(entries: readonly Field[], map: Field): Intent[] {
  return entries.length === map.entries().length ? [remove(map)] : entries.map(remove)
}

/** The entries of labels, annotations or a selector whose keys fit. */
export function entriesOf(map: Field, fits: (key: string) => boolean): Field[] {
  return map.entries().filter((entry) => fits(String(entry.key)))
}
