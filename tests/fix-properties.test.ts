import { globSync, readFileSync } from 'node:fs'
import { loadSchemas } from '@aks-copilot/kubernetes'
import {
  fileText,
  type FixOptions,
  type FixResult,
  fixManifests,
  readBundle,
  RULES,
  SOURCE_PROFILES,
  TARGET_PROFILES,
} from '@aks-copilot/manifests'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeYaml } from '../packages/manifests/src/edit/write-yaml.ts'

const ROOT = new URL('..', import.meta.url).pathname
const GATES = [
  'operations-applied',
  'violation-gone',
  'nothing-new',
  'schema-valid',
  'declared-paths-only',
  'text-equals-object',
  'other-bytes-unchanged',
  'second-run-silent',
]
const RUNS = Number(process.env['AKS_COPILOT_RUNS'] ?? 250)
const SEED = Number(process.env['AKS_COPILOT_SEED'] ?? 20_251_122)

type Json = Record<string, unknown>

/** One document of the project's own samples and of the rules' examples. */
interface Sample {
  readonly text: string
  readonly value: Json
}

const paths = globSync(['examples/**/*.yaml', 'packages/manifests/src/inspect/rules/*/examples/*bad.yaml'], { cwd: ROOT })
  .toSorted((left, right) => (left < right ? -1 : 1))
  .map((path) => `${ROOT}${path}`)
const samples: readonly Sample[] = paths.flatMap((path) =>
  readBundle([{ path, text: readFileSync(path, 'utf8'), origin: 'file' }]).files.flatMap(({ documents }) =>
    documents.flatMap(({ text, value, objects }) =>
      objects.length === 0 || text.includes('\r')
        ? []
        : [{ text: `${text.replace(/^\uFEFF?(?:(?:[ \t]*#[^\n]*)?\n)*---[^\n]*\n/, '').replace(/\n*$/, '')}\n`, value: value as Json }],
    ),
  ),
)

/** How one document is written. Each number chooses; the same numbers give the same text. */
const recipe = fc.record({
  sample: fc.nat(samples.length - 1),
  form: fc.constantFrom('as-is', 'as-is', 'as-is', 'yaml', 'yaml-4', 'yaml-quoted', 'flow'),
  comments: fc.array(fc.record({ line: fc.nat(80), above: fc.boolean() }), { maxLength: 5 }),
  removals: fc.array(fc.nat(60), { maxLength: 2 }),
  name: fc.option(fc.constantFrom('web-2', 'db', 'x'.repeat(70), 'constructor')),
  namespace: fc.option(fc.constantFrom('other', 'shop', 'toString')),
})
const file = fc.record({
  documents: fc.array(recipe, { minLength: 1, maxLength: 4 }),
  shape: fc.constantFrom('documents', 'documents', 'documents', 'list', 'json-list', 'json-minified', 'json-stream'),
  crlf: fc.boolean(),
  bom: fc.boolean(),
  start: fc.constantFrom('', '---\n', '# head\n---\n', '%YAML 1.1\n---\n', '--- # first\n', '---\n# only comments\n'),
  between: fc.constantFrom('---\n', '--- # next\n', '---\n# nothing here\n---\n', '...\n---\n', '# tail of the one before\n---\n\n'),
  end: fc.constantFrom('', '', 'no newline', '...\n', '---\n', '# end\n', '\n\n'),
})
type Recipe = typeof recipe extends fc.Arbitrary<infer R> ? R : never
type File = typeof file extends fc.Arbitrary<infer F> ? F : never

function valueOf({ sample, removals, name, namespace }: Recipe): Json {
  const value = structuredClone(samples[sample]?.value ?? {})
  for (const index of removals) removeOne(value, index)
  const metadata = value['metadata']
  if (typeof metadata === 'object' && metadata !== null)
    Object.assign(metadata, name === null ? {} : { name }, namespace === null ? {} : { namespace })
  return value
}

function removeOne(value: Json, index: number): void {
  const places: (() => void)[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, child] of Object.entries(node)) {
      places.push(() => (Array.isArray(node) ? void node.splice(Number(key), 1) : void delete (node as Json)[key]))
      visit(child)
    }
  }
  visit(value)
  places[index % Math.max(1, places.length)]?.()
}

/** The same with plain words quoted, where they are values or items. */
function quoted(text: string): string {
  return text.includes(': |') || text.includes('- |')
    ? text
    : text.replaceAll(/(?<=: |- )([A-Za-z][A-Za-z0-9./-]*)$/gm, (word) => (/^(?:true|false|null)$/.test(word) ? word : `'${word}'`))
}

function documentText(one: Recipe, mark: () => string): string {
  const changed = one.removals.length > 0 || one.name !== null || one.namespace !== null
  const form = changed && one.form === 'as-is' ? 'yaml' : one.form
  const text =
    form === 'as-is'
      ? (samples[one.sample]?.text ?? '')
      : form === 'flow'
        ? `${JSON.stringify(valueOf(one))}\n`
        : form === 'yaml-quoted'
          ? quoted(writeYaml(valueOf(one)))
          : writeYaml(valueOf(one), form === 'yaml-4' ? { indent: 4, sequenceIndent: true } : {})
  const lines = text.split('\n')
  for (const { line, above } of one.comments) {
    const at = line % Math.max(1, lines.length - 1)
    if (above) lines.splice(at, 0, `${/^[ ]*/.exec(lines[at] ?? '')?.[0] ?? ''}# ${mark()}`)
    else if (/^[\s\w./-]*: [\w./-]+$/.test(lines[at] ?? '')) lines[at] += `  # ${mark()}`
  }
  return lines.join('\n')
}

function textOf(one: File, index: number): string {
  let count = 0
  const mark = (): string => `mark-${index}-${(count += 1)}-end`
  const list = { apiVersion: 'v1', kind: 'List', items: one.documents.map(valueOf) }
  const body =
    one.shape === 'list'
      ? writeYaml(list)
      : one.shape === 'json-list'
        ? `${JSON.stringify(list, undefined, 2)}\n`
        : one.shape === 'json-minified'
          ? JSON.stringify(list)
          : one.shape === 'json-stream'
            ? one.documents.map((document) => JSON.stringify(valueOf(document), undefined, 1)).join('\n')
            : one.start +
              one.documents.map((document) => documentText(document, mark)).join(one.between) +
              one.end.replace('no newline', '')
  const ended = one.end === 'no newline' ? body.replace(/\n+$/, '') : body
  return (one.bom ? '\uFEFF' : '') + (one.crlf ? ended.replaceAll('\n', '\r\n') : ended)
}

function checkOutcomes({ report }: FixResult): void {
  for (const { fix, ruleId } of report.violations) {
    if (fix.status === 'applied' && fix.certificate !== undefined)
      expect(
        fix.certificate.gates.filter(({ pass }) => pass).map(({ gate }) => gate),
        ruleId,
      ).toEqual(GATES)
    else if (fix.status === 'applied') expect(fix.reason, ruleId).toMatch(/^went away with/)
    else if (fix.status === 'refused') expect(fix.reason, ruleId).toMatch(/\S/)
    else if (fix.status === 'proposed') expect(fix.kind, ruleId).toBe('opt')
  }
}

function checkTexts(before: readonly string[], { bundle, report }: FixResult): void {
  for (const [index, { path, documents }] of bundle.files.entries()) {
    const [old, now] = [before[index] ?? '', documents.map(({ text }) => text).join('')]
    expect(now.startsWith('\uFEFF')).toBe(old.startsWith('\uFEFF'))
    if (old.includes('\r\n')) expect(/(?<!\r)\n/.test(now)).toBe(false)
    else expect(now).not.toContain('\r')
    if (isJson(old)) expect(isJson(now)).toBe(true)
    const reread = readBundle([{ path, text: now, origin: 'file' }])
    const values = (all: readonly { value: unknown }[]): unknown[] => all.map(({ value }) => value).filter((value) => value !== null)
    expect(values(reread.files.flatMap((one) => one.documents))).toEqual(values(documents))
    const mine = report.violations.filter(
      ({ file, fix }) => fix.status === 'applied' && (file === path || fix.related?.some((one) => one.file === path) === true),
    )
    if (mine.length === 0) expect(now).toBe(old)
    const gentle = mine.every(
      ({ fix }) =>
        fix.kind !== 'doc' &&
        [...fix.operations, ...(fix.related ?? []).flatMap(({ operations }) => operations)].every(
          (one) => one.op === 'test' || one.op === 'add' || (one.op === 'replace' && typeof one.value !== 'object'),
        ),
    )
    if (gentle) for (const mark of old.match(/mark-\d+-\d+-end/g) ?? []) expect(now).toContain(mark)
  }
}

function checkUntouched(before: readonly { path: string; text: string }[], { bundle, report }: FixResult): void {
  const named = new Set(
    report.violations.flatMap(({ file, object, fix }) =>
      [{ file, object }, ...(fix.related ?? [])].map((one) => `${one.file} ${one.object.name}`),
    ),
  )
  const after = new Map(bundle.files.map((one) => [one.path, fileText(one)]))
  for (const { path, documents } of readBundle(before.map((one) => ({ ...one, origin: 'file' }))).files) {
    for (const { text, objects } of documents)
      if (objects.every(({ name }) => !named.has(`${path} ${name}`))) expect(after.get(path)).toContain(text)
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''))
    return true
  } catch {
    return false
  }
}

describe('fix, on anything', () => {
  let schemas: Awaited<ReturnType<typeof loadSchemas>>
  beforeAll(async () => {
    schemas = await loadSchemas('1.35')
  })

  it('is proven or refused, keeps what it does not mend, and comes to an end', { timeout: 600_000 }, () => {
    const options = (source: string, target: string, allow: readonly string[]): FixOptions => {
      const [from, to] = [SOURCE_PROFILES[source], TARGET_PROFILES[target]]
      if (from === undefined || to === undefined) throw new Error('no such profile')
      return { runId: 'test', source: from, target: to, schemas, rules: RULES, allow, written: true }
    }
    let applied = 0
    fc.assert(
      fc.property(
        fc.array(file, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('k3s', 'okd', 'kubernetes'),
        fc.constantFrom('aks-standard', 'aks-automatic'),
        fc.constantFrom([], ['all']),
        (files, source, target, allow) => {
          const texts = files.map(textOf)
          const inputs = texts.map((text, index) => ({ path: `${index}.yaml`, text, origin: 'file' as const }))
          const given = options(source, target, allow)
          const result = fixManifests(readBundle(inputs), given)
          checkOutcomes(result)
          applied += result.report.violations.filter(({ fix }) => fix.status === 'applied' && fix.certificate !== undefined).length
          checkTexts(texts, result)
          checkUntouched(inputs, result)
          const again = fixManifests(
            readBundle(result.bundle.files.map((one) => ({ path: one.path, text: fileText(one), origin: 'file' }))),
            given,
          )
          expect(again.files).toEqual([])
          expect(again.report.summary.error).toBeLessThanOrEqual(result.report.summary.error)
        },
      ),
      { numRuns: RUNS, seed: SEED },
    )
    expect(applied).toBeGreaterThan(RUNS * 2)
  })
})
