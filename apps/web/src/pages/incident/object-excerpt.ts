import { toYaml } from '../explore/to-yaml.ts'
import type { RecordLine } from './record-lines.tsx'

/** Above so many lines the surroundings of a field are cut. */
const MOST = 24

/**
 * The smallest part of an object that holds the field at a JSON Pointer and stays readable: its line is lit.
 * Where the field is absent, its nearest ancestor is shown with nothing lit.
 */
export function excerpt(object: unknown, pointer: string): RecordLine[] {
  const parts = pointer === '' ? [] : pointer.slice(1).split('/').map(unescaped)
  const chain = ancestors(object, parts)
  const last = parts.at(-1)
  // From the outermost inwards: the first that is short enough shows the most around.
  const depth = chain.findIndex((value, index) => index >= Math.min(1, chain.length - 1) && lineCount(value) <= MOST)
  const from = depth === -1 ? Math.max(0, chain.length - 2) : depth
  const shown = chain[from]
  if (shown === undefined) return []
  const found = chain.length === parts.length + 1
  const lines = toYaml(shown).trimEnd().split('\n')
  const lit = found && last !== undefined ? litLine(lines, last, chain.at(-1)) : -1
  const heading = parts.slice(0, from).join('.')
  return [
    ...(heading === '' ? [] : [{ text: `# ${heading}`, lit: false }]),
    ...lines.slice(0, MOST * 3).map((text, index) => ({ text, lit: index === lit })),
  ]
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The object, and each value on the way, as far as the way goes. */
function ancestors(object: unknown, parts: readonly string[]): unknown[] {
  const chain: unknown[] = [object]
  for (const part of parts) {
    const at = chain.at(-1)
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) break
    chain.push((at as Record<string, unknown>)[part])
  }
  return chain
}

function lineCount(value: unknown): number {
  return toYaml(value).split('\n').length
}

function litLine(lines: readonly string[], key: string, value: unknown): number {
  const scalar = typeof value === 'object' ? '' : toYaml(value).trim()
  const exact = lines.findIndex((line) => line.trim().replace(/^- /, '') === `${key}: ${scalar}`.trim())
  return exact === -1 ? lines.findIndex((line) => line.trim().replace(/^- /, '').startsWith(`${key}:`)) : exact
}
