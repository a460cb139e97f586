import * as fc from 'fast-check'
import { dump } from 'js-yaml'
import { applyPatch } from 'rfc6902'
import { expect, test } from 'vitest'
import type { PatchOperation } from '@aks-copilot/contracts'
import { readYaml } from '../source/yaml.ts'
import { editDocument } from './edit-document.ts'
import { formatPointer } from './json-pointer.ts'
import { deepCopy } from './json-value.ts'
import { createLocator } from './locate.ts'

const RUNS = Number(process.env['AKS_COPILOT_PROPERTY_RUNS'] ?? 300)

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'name', 'metadata', 'labels', 'a/b', 'm~n', 'yes', '0755', 'x y', '', '-', ': ', '#', 'k: v'),
  fc.stringMatching(/^[a-z]{1,6}$/),
)
const string = fc.oneof(
  fc.constantFrom(
    'yes',
    'no',
    'on',
    'off',
    'y',
    'n',
    '0755',
    '1_000',
    'null',
    '~',
    '1e3',
    '2024-01-01',
    '',
    ' x',
    'x ',
    'a: b',
    'a #b',
    '- a',
    '*a',
    '&a',
    '!a',
    '%a',
    '@a',
    '`a',
    '{a',
    '[a',
    'a,b',
    '=',
    '<<',
    '---',
    '...',
    'a\nb',
    'a\nb\n',
    'a\n\nb\n\n',
    '\n',
    ' a\n b',
    '# a\nb',
    'a\r\nb',
    'tab\there',
    'é',
    '\u2028',
    '\u0000',
    '12:30',
    '--flag',
    '"q"',
    "'q'",
    '0o7',
    '.5',
    '+1',
  ),
  fc.string(),
  fc.stringMatching(/^[a-z][a-z0-9.-]{0,12}$/),
)
const scalar = fc.oneof(string, string, fc.integer(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true }))
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}))
const document = fc.dictionary(key, json, { minKeys: 1, maxKeys: 5, noNullPrototype: true })

interface Layout {
  readonly kind: 'yaml' | 'flow' | 'pretty' | 'tabs' | 'minified'
  readonly indent: number
  readonly seqNoIndent: boolean
  readonly flowLevel: number
  readonly crlf: boolean
  readonly mark: boolean
  readonly frame: number
  readonly finalNewline: boolean
  readonly comments: readonly number[]
}
const layout: fc.Arbitrary<Layout> = fc.record({
  kind: fc.constantFrom(
    'yaml' as const,
    'yaml' as const,
    'yaml' as const,
    'flow' as const,
    'pretty' as const,
    'tabs' as const,
    'minified' as const,
  ),
  indent: fc.constantFrom(2, 2, 4, 3),
  seqNoIndent: fc.boolean(),
  flowLevel: fc.constantFrom(-1, -1, 2, 3),
  crlf: fc.boolean(),
  mark: fc.boolean(),
  frame: fc.nat(4),
  finalNewline: fc.boolean(),
  comments: fc.array(fc.nat(30), { maxLength: 5 }),
})

function write(value: unknown, style: Layout): string {
  const text = body(value, style)
  const framed =
    style.kind !== 'yaml'
      ? text
      : ['', '# head\n', '---\n', '%YAML 1.2\n---\n# head\n', '\n\n'][style.frame] + text + (style.frame === 2 ? '...\n' : '')
  const ended = style.finalNewline ? framed : framed.replace(/\n$/, '')
  const commented = style.kind === 'yaml' ? withComments(ended, style.comments) : ended
  return (style.mark ? '\uFEFF' : '') + (style.crlf ? commented.replaceAll(/\r?\n/g, '\r\n') : commented)
}

function body(value: unknown, style: Layout): string {
  if (style.kind === 'minified') return JSON.stringify(value)
  if (style.kind === 'pretty' || style.kind === 'tabs') return JSON.stringify(value, null, style.kind === 'tabs' ? '\t' : style.indent)
  return dump(value, {
    indent: style.indent,
    seqNoIndent: style.seqNoIndent,
    flowLevel: style.kind === 'flow' ? 0 : style.flowLevel,
    lineWidth: style.finalNewline ? 40 : -1,
    flowBracketPadding: style.mark,
    noRefs: true,
  })
}

/** Comments at random lines, kept only where the text still reads as the same value. */
function withComments(text: string, places: readonly number[]): string {
  return places.reduce((current, place, index) => {
    const lines = current.split('\n')
    const line = place % lines.length
    const pad = /^ */.exec(lines[line] ?? '')?.[0] ?? ''
    if (index % 3 === 0) lines[line] += ' # trailing\twith a tab'
    else lines.splice(line, 0, index % 3 === 1 ? `${pad}# own line` : '')
    const candidate = lines.join('\n')
    const [before, after] = [readYaml(current), readYaml(candidate)]
    return before.ok && after.ok && JSON.stringify(before.value) === JSON.stringify(after.value) ? candidate : current
  }, text)
}

function pointers(value: unknown, path: readonly string[] = []): string[] {
  const below =
    typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, child]) => pointers(child, [...path, name])) : []
  return [formatPointer(path), ...below]
}

interface Seed {
  readonly op: PatchOperation['op']
  readonly at: number
  readonly from: number
  readonly name: string
  readonly value: unknown
}
const seed: fc.Arbitrary<Seed> = fc.record({
  op: fc.constantFrom('add', 'replace', 'remove', 'move', 'copy', 'test'),
  at: fc.nat(),
  from: fc.nat(),
  name: fc.oneof(key, fc.constantFrom('-', '0', '1')),
  value: json,
})

/** Operations that can be done one after the other; whatever rfc6902 refuses is left out. */
function operationsFor(value: unknown, seeds: readonly Seed[]): { operations: PatchOperation[]; wanted: unknown } {
  const holder = { root: deepCopy(value) }
  const operations: PatchOperation[] = []
  for (const item of seeds) {
    const places = pointers(holder.root)
    const at = places[item.at % places.length] ?? ''
    const path = item.op === 'add' || item.op === 'move' || item.op === 'copy' ? at + formatPointer([item.name]) : at
    const operation: PatchOperation = {
      op: item.op,
      path,
      from: places[item.from % places.length] ?? '',
      value: item.op === 'test' ? valueAt(holder.root, at) : item.value,
    }
    const trial = { root: deepCopy(holder.root) }
    if (
      (operation.op === 'remove' && path === '') ||
      (operation.op === 'move' && operation.from === '') ||
      isDubious(holder.root, operation)
    )
      continue
    if (
      applyPatch(trial, [{ ...operation, path: `/root${path}`, ...('from' in operation ? { from: `/root${operation.from}` } : {}) }]).some(
        (error) => error !== null,
      )
    )
      continue
    operations.push(operation)
    holder.root = trial.root
  }
  return { operations, wanted: holder.root }
}

function valueAt(value: unknown, pointer: string): unknown {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
  return tokens.reduce<unknown>(
    (current, token) => (typeof current === 'object' && current !== null ? Reflect.get(current, token) : undefined),
    value,
  )
}

/** rfc6902 is more lenient than the RFC about places that do not exist, and about moves inside one sequence. */
function isDubious(value: unknown, operation: PatchOperation): boolean {
  const [parent, token] = split(value, operation.path)
  if (operation.op === 'move') {
    const around = operation.from.slice(0, operation.from.lastIndexOf('/'))
    if (Array.isArray(valueAt(value, around)) && `${operation.path}/`.startsWith(`${around}/`)) return true
  }
  if (operation.path === '' || typeof parent !== 'object' || parent === null) return operation.path !== ''
  return (
    Array.isArray(parent) &&
    !(token === '-' && operation.op !== 'replace') &&
    !(/^(0|[1-9]\d*)$/.test(token) && Number(token) <= parent.length)
  )
}

function split(value: unknown, pointer: string): [unknown, string] {
  const slash = Math.max(pointer.lastIndexOf('/'), 0)
  return [valueAt(value, pointer.slice(0, slash)), pointer.slice(slash + 1)]
}

/** Rebuilds the new text from the old one and the edits, and checks that they are in order. */
function rebuild(text: string, edits: readonly { start: number; end: number; text: string }[]): string {
  let [result, position] = ['', 0]
  for (const edit of edits) {
    expect(edit.start).toBeGreaterThanOrEqual(position)
    result += text.slice(position, edit.start) + edit.text
    position = edit.end
  }
  return result + text.slice(position)
}

const refused = { count: 0, total: 0 }

test('valid operations on any document give exactly the patched object', () => {
  fc.assert(
    fc.property(document, layout, fc.array(seed, { minLength: 1, maxLength: 4 }), (value, style, seeds) => {
      const text = write(value, style)
      const read = readYaml(text)
      fc.pre(read.ok && read.value !== null)
      if (!read.ok) return
      const { operations, wanted } = operationsFor(read.value, seeds)
      const result = editDocument(text, operations)
      refused.total += 1
      if (!result.ok) {
        refused.count += 1
        if (process.env['AKS_COPILOT_SHOW'] !== undefined)
          throw new Error(`${result.reason}\n${JSON.stringify(text)}\n${JSON.stringify(operations)}`)
        return
      }
      expect(rebuild(text, result.edits)).toBe(result.text)
      const again = readYaml(result.text)
      expect(again.ok && again.value).toEqual(wanted)
      expect(style.crlf && text.includes('\r\n') ? result.text.replaceAll('\r\n', '') : '').not.toContain('\n')
    }),
    { numRuns: RUNS },
  )
  expect(refused.count / refused.total).toBeLessThan(0.02)
}, 120_000)

test('JSON stays JSON', () => {
  fc.assert(
    fc.property(document, layout, fc.array(seed, { minLength: 1, maxLength: 3 }), (value, style, seeds) => {
      const text = write(value, { ...style, kind: style.kind === 'tabs' || style.kind === 'minified' ? style.kind : 'pretty', mark: false })
      const { operations, wanted } = operationsFor(JSON.parse(text), seeds)
      const result = editDocument(text, operations)
      expect(JSON.parse(result.ok ? result.text : text)).toEqual(result.ok ? JSON.parse(JSON.stringify(wanted)) : JSON.parse(text))
    }),
    { numRuns: RUNS },
  )
}, 120_000)

test('no pointer and no text breaks the editor or the locator', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        document.chain((value) => layout.map((style) => write(value, style))),
      ),
      fc.array(fc.oneof(key, fc.string()), { maxLength: 4 }),
      fc.oneof(fc.string(), fc.constant('')),
      json,
      (text, tokens, pointer, value) => {
        for (const path of [formatPointer(tokens), pointer]) {
          editDocument(text, [{ op: 'add', path, value }])
          editDocument(text, [{ op: 'remove', path }], pointer)
          const location = createLocator(text)(path)
          expect(location === undefined || (location.start <= location.end && location.end <= text.length)).toBe(true)
        }
      },
    ),
    { numRuns: RUNS },
  )
}, 120_000)
