import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { PatchOperation } from '@aks-copilot/contracts'
import { readYaml } from '../source/yaml.ts'
import { editDocument, writeYaml } from './edit-document.ts'
import { formatPointer } from './json-pointer.ts'
import { deepEqual, isObject } from './json-value.ts'
import { createLocator } from './locate.ts'

const CORPORA = process.env['AKS_COPILOT_CORPORA'] ?? ''
const has = (folder: string): boolean => CORPORA !== '' && existsSync(join(CORPORA, folder))

interface Case {
  readonly comment?: string
  readonly doc: unknown
  readonly patch: readonly PatchOperation[]
  readonly expected?: unknown
  readonly error?: string
  readonly disabled?: boolean
}

/** Cases of the official suite that end otherwise here, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {}

function cases(file: string): readonly Case[] {
  const read: readonly Case[] = JSON.parse(readFileSync(join(CORPORA, 'json-patch-tests', file), 'utf8'))
  return read.filter((item) => item.disabled !== true && item.patch !== undefined)
}

describe.skipIf(!has('json-patch-tests')).each(['spec_tests.json', 'tests.json'])('the official JSON Patch suite, %s', (file) => {
  const all = has('json-patch-tests') ? cases(file) : []
  test.each(all.map((item, index) => ({ ...item, name: `${index} ${item.comment ?? item.error ?? ''}` })))('$name', (item) => {
    if (EXCEPTIONS[item.name] !== undefined) return
    for (const text of [
      JSON.stringify(item.doc),
      JSON.stringify(item.doc, null, 2),
      writeYaml(item.doc),
      writeYaml(item.doc, { indent: 4, sequenceIndent: true }),
    ]) {
      const result = editDocument(text, item.patch)
      const outcome = result.ok ? 'done' : `refused: ${result.reason}`
      expect(outcome).toMatch(item.error === undefined ? /^done/ : /^refused/)
      const read = readYaml(result.ok ? result.text : text)
      expect(item.expected === undefined || (read.ok && deepEqual(read.value, item.expected))).toBe(true)
    }
  })
})

const folders = ['kubernetes-examples', 'openshift-library'].filter(has)
const files = folders.flatMap((folder) => globSync(join(CORPORA, folder, '**/*.{yaml,yml,json}'))).toSorted()

/** Documents as they stand in the files, each with its comments. */
function documents(file: string): readonly string[] {
  return readFileSync(file, 'utf8')
    .split(/^(?=---)/m)
    .filter((text) => {
      const read = readYaml(text)
      return read.ok && isObject(read.value)
    })
}

/** One operation of each kind that a rule is likely to propose. */
function operationsFor(value: unknown, salt: number): readonly (readonly PatchOperation[])[] {
  const places = leaves(value)
  const leaf = places[salt % places.length] ?? ''
  const metadata: PatchOperation[] =
    isObject(value) && isObject(value['metadata'])
      ? [
          isObject(value['metadata']['annotations'])
            ? { op: 'add', path: '/metadata/annotations/aks-copilot~1checked', value: 'yes' }
            : { op: 'add', path: '/metadata/annotations', value: { 'aks-copilot/checked': 'yes' } },
        ]
      : []
  const change: PatchOperation = { op: 'replace', path: leaf, value: ['0755', 'a: b', 12, 'x\ny\n', { a: [1, { b: 'no' }] }][salt % 5] }
  const away: PatchOperation = { op: 'remove', path: leaf }
  return [metadata, [change], [away], [...metadata, change, away]]
}

function leaves(value: unknown, path: readonly string[] = []): string[] {
  const below =
    typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, child]) => leaves(child, [...path, name])) : []
  return below.length > 0 || path.length === 0 ? below : [formatPointer(path)]
}

test.skipIf(folders.length === 0)('real manifests take every edit', { timeout: 120_000 }, () => {
  let edits = 0
  const refusals: string[] = []
  for (const file of files)
    for (const [salt, text] of documents(file).entries()) {
      const read = readYaml(text)
      for (const operations of operationsFor(read.ok ? read.value : {}, salt + file.length * 7)) {
        const result = editDocument(text, operations)
        edits += 1
        if (!result.ok) refusals.push(`${file}: ${result.reason} ${JSON.stringify(operations)}`)
        const touched = result.ok ? result.edits.reduce((sum, edit) => sum + edit.end - edit.start, 0) : 0
        expect(touched).toBeLessThan(text.length)
      }
    }
  expect(edits).toBeGreaterThan(1000)
  expect(refusals).toEqual([])
})

test.skipIf(folders.length === 0)('adding an annotation only adds lines', { timeout: 120_000 }, () => {
  for (const file of files)
    for (const text of documents(file)) {
      const result = editDocument(text, [{ op: 'add', path: '/extra', value: { a: 'b' } }])
      if (!result.ok) throw new Error(`${file}: ${result.reason}`)
      expect(result.edits.every((edit) => edit.end - edit.start <= 1)).toBe(true)
    }
})

test.skipIf(folders.length === 0)('every leaf of a real manifest is found where it stands', { timeout: 120_000 }, () => {
  for (const file of files)
    for (const text of documents(file)) {
      const read = readYaml(text)
      const locate = createLocator(text)
      for (const path of leaves(read.ok ? read.value : {})) expect(locate(path)?.found, `${file} ${path}`).toBe(path)
    }
})
