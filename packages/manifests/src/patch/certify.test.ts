import { loadSchemas } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { rule } from '../inspect/rule.ts'
import { Bundle, readBundle, rereadDocument } from '../source/bundle.ts'
import type { ManifestDocument } from '../source/manifest.ts'
import type { ResolvedChange, Thought } from '../think/think.ts'
import { bytesGate, freshProblems, operationsGate, placeAfter, textGate } from './certify.ts'
import { changedPaths, isDeclared } from './changed-paths.ts'
import { DocumentDraft } from './document-draft.ts'
import { brokenDocuments } from './prove.ts'
import { type DocumentEdit, rewriteDocument } from './rewrite-document.ts'

const TEXT = '# top\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: "1" # why\n'
const change = (document: ManifestDocument, operations: ResolvedChange['operations']): ResolvedChange => {
  const [object] = document.objects
  if (object === undefined) throw new Error('no object')
  return { does: 'edit', object, operations, converts: false }
}
const read = (text: string): ManifestDocument => {
  const document = readBundle([{ path: 'a.yaml', text, origin: 'file' }]).files[0]?.documents[0]
  if (document === undefined) throw new Error('no document')
  return document
}
const REPLACE = [
  { op: 'test', path: '/data/a', value: '1' },
  { op: 'replace', path: '/data/a', value: '2' },
] as const

function edited(): { edit: DocumentEdit; changes: readonly ResolvedChange[] } {
  const document = read(TEXT)
  const changes = [change(document, REPLACE)]
  const result = rewriteDocument(document, changes)
  if (!result.ok) throw new Error(result.reason)
  return { edit: result.edit, changes }
}

describe('gate 1, operations', () => {
  const thought = (operations: ResolvedChange['operations']): Thought => {
    const document = read(TEXT)
    const made = change(document, operations)
    const finding = {
      rule: rule({ id: 'x', group: 'aks', title: '', why: '', help: '', severity: 'error', fix: 'auto', kinds: 'all', inspect: () => [] }),
      object: made.object,
      found: { at: made.object.root, message: '' },
      severity: 'error' as const,
    }
    return { finding, kind: 'auto', description: '', changes: [made], ledger: undefined, proposes: true, wanted: true }
  }

  it.each([
    ['do nothing', REPLACE.slice(0, 1), false],
    ['are none', [], false],
    ['have no test', REPLACE.slice(1), false],
    ['test last', REPLACE.toReversed(), false],
    ['test first', REPLACE, true],
  ])('operations that %s', (_, operations, pass) => {
    expect(operationsGate(thought(operations)).pass).toBe(pass)
  })

  it('operations that do not fit the value are not applied', () => {
    const document = read(TEXT)
    const draft = new DocumentDraft(document)
    for (const operations of [
      [{ op: 'test', path: '/data/a', value: '3' }],
      [{ op: 'remove', path: '/data/b' }],
      [{ op: 'add', path: '/data/a', value: '3' }],
      [{ op: 'replace', path: '/spec/constructor/x', value: 1 }],
    ] as const) {
      expect(draft.try([change(document, operations)]).ok, JSON.stringify(operations)).toBe(false)
    }
    expect(draft.try([change(document, REPLACE)])).toMatchObject({
      ok: true,
      steps: [{ before: { data: { a: '1' } }, after: { data: { a: '2' } } }],
    })
  })
})

describe('gate 4, schema', () => {
  it('knows old problems by more than their index, and finds each new one', async () => {
    const schemas = await loadSchemas('1.35')
    const pod = (containers: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n${containers}`
    const [good, bad] = ['  - {name: a, image: x}\n', '  - {name: b, image: x, prots: 1}\n']
    const fresh = (before: string, after: string): number => {
      const document = read(before)
      return freshProblems({ edit: { document, text: after, edits: [] }, after: rereadDocument(document, after) }, schemas).length
    }
    expect([fresh(pod(good + bad), pod(bad)), fresh(pod(good), pod(bad)), fresh(pod(bad), pod(bad + bad.replace('b', 'c')))]).toEqual([
      0, 1, 1,
    ])
  })
})

describe('gates 6 and 7, text', () => {
  const spoil = (edit: DocumentEdit, text: string): { edit: DocumentEdit; after: ManifestDocument[] } => ({
    edit: { ...edit, text },
    after: rereadDocument(edit.document, text),
  })

  it('pass for what the editor wrote', () => {
    const { edit, changes } = edited()
    expect([textGate(spoil(edit, edit.text), changes).pass, bytesGate(spoil(edit, edit.text)).pass]).toEqual([true, true])
  })

  it.each([
    ['another value', (text: string) => text.replace('"2"', '"3"')],
    ['another field', (text: string) => `${text}extra: 1\n`],
    ['a second document', (text: string) => `${text}---\na: 1\n`],
    ['text that is no YAML', (text: string) => `${text}  - [\n`],
    ['nothing', () => ''],
  ])('refuse %s', (_, spoiled) => {
    const { edit, changes } = edited()
    expect([textGate(spoil(edit, spoiled(edit.text)), changes).pass, bytesGate(spoil(edit, spoiled(edit.text))).pass]).toEqual([
      false,
      false,
    ])
  })

  it('gate 7 refuses a lost comment, another space, a moved line, and edits that overlap', () => {
    const { edit } = edited()
    for (const text of [
      edit.text.replace(' # why', ''),
      edit.text.replace('# top\n', ''),
      edit.text.replace('name: a', 'name:  a'),
      edit.text.replace('\n', '\r\n'),
    ])
      expect(bytesGate(spoil(edit, text)).pass).toBe(false)
    const overlapping = { ...edit, edits: [...edit.edits, { start: 0, end: 3, text: '' }] }
    expect(bytesGate(spoil(overlapping, edit.text)).pass).toBe(false)
  })

  it('a text that a reader of the file would cut elsewhere is broken', () => {
    const bundle = readBundle([{ path: 'a.yaml', text: `${TEXT}---\n${TEXT}`, origin: 'file' }])
    const [first, second] = bundle.files[0]?.documents ?? []
    if (first === undefined || second === undefined) throw new Error('no documents')
    const broken = (text: string): number[] => [
      ...brokenDocuments(bundle.withDocuments(new Map([[second.id, rereadDocument(second, text)]]))),
    ]
    expect(broken(second.text)).toEqual([])
    expect(broken(second.text.replace('---\n', ''))).toEqual([first.id])
    expect(brokenDocuments(new Bundle([])).size).toBe(0)
  })
})

describe('places and paths', () => {
  it('a place moves up when others before it go', () => {
    const drops = ['/items/1', '/items/4'].map((pointer): ResolvedChange => ({
      does: 'drop',
      object: { pointer } as ResolvedChange['object'],
      note: '',
      operations: [],
    }))
    expect(['/items/0', '/items/1', '/items/2', '/items/9', ''].map((pointer) => placeAfter(pointer, drops))).toEqual([
      '/items/0',
      undefined,
      '/items/1',
      '/items/7',
      '',
    ])
  })

  it('changed paths are leaves, and whole lists where the length differs; keys of the prototype are keys', () => {
    expect(changedPaths({ a: 1, b: [1, { c: 2 }], d: [1] }, { a: 1, b: [1, { c: 3 }], d: [1, 2], e: { f: 1 } })).toEqual([
      '/b/1/c',
      '/d',
      '/e/f',
    ])
    expect(changedPaths({}, JSON.parse('{"constructor": 1, "__proto__": {"toString": 2}}'))).toEqual([
      '/constructor',
      '/__proto__/toString',
    ])
    expect(changedPaths({ a: {} }, {})).toEqual(['/a'])
  })

  it.each([
    ['/spec/a', ['/spec/a'], true],
    ['/spec/a/b', ['/spec/a'], true],
    ['/spec', ['/spec/a'], false],
    ['/spec/ab', ['/spec/a'], false],
    ['/spec/x/y/image', ['/**/image'], true],
    ['/spec/x/y/images', ['/**/image'], false],
    ['/a/0/b', ['/a/*/b'], true],
    ['/a/b', ['/a/*/b'], false],
    ['', ['**'], true],
    ['', ['/a'], false],
    ['/a', [], false],
  ])('%s under %j: %j', (pointer, patterns, declared) => {
    expect(isDeclared(pointer, patterns)).toBe(declared)
  })
})
