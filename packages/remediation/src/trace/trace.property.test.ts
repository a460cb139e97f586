import { isMap, sameJson } from '@aks-copilot/kubernetes'
import { renderTree } from '@aks-copilot/manifests'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { GitFile, SourceOfManifests } from '../ports.ts'
import { traceChanges } from './trace-change.ts'
import { valueAt, withValue } from './wanted-change.ts'

const SOURCE: SourceOfManifests = { repository: 'r', revision: 'main', path: 'app', kind: 'directory', namespace: 'shop' }
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/)
const text = fc.oneof(word, fc.constantFrom('yes', '1', '0x1f', 'a: b', '# no', ' padded ', 'two\nlines\n', "it's", '"', '{}', '~', 'ä€😀'))
const scalar = fc.oneof(text, fc.integer({ min: -9, max: 99_999 }), fc.boolean())
const container = fc.record({
  image: word,
  env: fc.uniqueArray(fc.record({ name: word, value: text }), { selector: ({ name }) => name, maxLength: 4 }),
  args: fc.array(text, { maxLength: 3 }),
})
const object = fc.record({
  labels: fc.dictionary(word, scalar, { maxKeys: 4 }),
  containers: fc.array(container, { minLength: 1, maxLength: 3 }),
})
type Thing = Readonly<Record<string, unknown>>

function manifestOf({ labels, containers }: { labels: object; containers: readonly object[] }, index: number): Thing {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${index}`, labels },
    spec: { containers: containers.map((one, at) => ({ name: `c${at}`, ...one })) },
  }
}

/** Every place of an object below its spec and labels, by its path. */
function placesOf(value: unknown, path: readonly string[] = []): string[][] {
  const children = Array.isArray(value)
    ? [...value.entries()].map(([at, item]) => [String(at), item] as const)
    : isMap(value)
      ? Object.entries(value)
      : []
  return children.flatMap(([key, item]) => [[...path, key], ...placesOf(item, [...path, key])])
}

const written = fc.record({
  things: fc.array(object, { minLength: 1, maxLength: 3 }),
  json: fc.boolean(),
  windows: fc.boolean(),
  picks: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.option(scalar, { nil: undefined })), { minLength: 1, maxLength: 3 }),
})

it('renders with the edits to exactly what was wanted, or says why not', async () => {
  let traced = 0
  await fc.assert(
    fc.asyncProperty(written, async ({ things, json, windows, picks }) => {
      const objects = things.map(manifestOf)
      const plain = objects.map((one) => JSON.stringify(one, undefined, 2)).join(json ? '\n' : '\n---\n')
      const files: GitFile[] = [{ path: 'app/all.yaml', text: windows ? plain.replaceAll('\n', '\r\n') : plain }]
      const wanted = [...objects]
      const changes = picks.map(([which, where, after]) => {
        const index = which % objects.length
        const live = wanted[index] ?? {}
        const places = placesOf(live).filter(([first, second]) => first === 'spec' || second === 'labels')
        const path = places[where % places.length] ?? []
        const before = valueAt(live, path)
        const isName = path.at(-1) === 'name'
        const value = isName ? before : after
        wanted[index] = withValue(live, path, value) as Thing
        const pointer = `/${path.join('/')}`
        const operations =
          value === undefined ? [{ op: 'remove' as const, path: pointer }] : [{ op: 'replace' as const, path: pointer, value }]
        return { object: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: `pod-${index}` }, operations, live }
      })
      const trace = await traceChanges({
        source: SOURCE,
        files,
        changes,
        renderer: { render: renderTree },
        signal: AbortSignal.timeout(30_000),
      })
      if (!trace.ok) return
      traced += 1
      const after = files.map((file) => ({
        ...file,
        text: spliced(file.text, trace.files.find((edit) => edit.file === file.path)?.edits ?? []),
      }))
      const rendered = await renderTree(SOURCE, after)
      expect(rendered.ok && sameJson(rendered.objects, wanted)).toBe(true)
    }),
    { numRuns: 150 },
  )
  expect(traced).toBeGreaterThan(50)
}, 60_000)

function spliced(old: string, edits: readonly { readonly at: number; readonly length: number; readonly text: string }[]): string {
  return edits.toReversed().reduce((result, { at, length, text: own }) => result.slice(0, at) + own + result.slice(at + length), old)
}
