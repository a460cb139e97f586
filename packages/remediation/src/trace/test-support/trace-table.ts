import type { PatchOperation } from '@aks-copilot/contracts'
import { isMap } from '@aks-copilot/kubernetes'
import { renderTree } from '@aks-copilot/manifests'
import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { digestOf } from '../../commit/digest.ts'
import type { GitFile, ManifestRenderer, SourceOfManifests } from '../../ports.ts'
import { traceChanges } from '../trace-change.ts'

export const DEPLOYMENT = `# the shop's front
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # keep
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: side
          image: busybox:1.36
        - name: web
          image: shop/web:1.5 # the release
          env:
            - {name: COLOR, value: blue}
          ports: [{containerPort: 8080}]
`
export const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector:
    app: wbe
  ports: [{port: 80, targetPort: 8080}]
`

interface ObjectName {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
}

export interface Case {
  readonly source?: Partial<SourceOfManifests>
  readonly files: Readonly<Record<string, string>>
  readonly object?: ObjectName
  readonly operations: readonly PatchOperation[]
  /** Further changes, of other objects. */
  readonly also?: readonly { readonly object: ObjectName; readonly operations: readonly PatchOperation[] }[]
  /** Lists as the cluster has them, where they differ from Git. */
  readonly live?: (object: Record<string, unknown>) => unknown
  /** Lines that are no longer there. */
  readonly gone?: readonly string[]
  /** Line by line: the file and the new text of the line; or why there is none. */
  readonly expect: readonly string[] | RegExp
}

export const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
export const image = (value: string, index = 1): PatchOperation[] => [
  { op: 'replace', path: `/spec/template/spec/containers/${index}/image`, value },
]

/** The present state, a candidate or two, and the same chart again: what is likeliest is rendered first. */
const MOST_RENDERS = 4

export function tableOf(cases: Readonly<Record<string, Case>>): void {
  it.each(Object.entries(cases))('%s', async (_name, one) => {
    const source: SourceOfManifests = {
      repository: 'r',
      revision: 'main',
      path: 'app',
      kind: 'directory',
      namespace: 'shop',
      ...one.source,
    }
    const files: GitFile[] = Object.entries(one.files).map(([path, text]) => ({ path, text }))
    const rendered = await renderTree(source, files)
    const asked = [{ object: one.object ?? WEB, operations: one.operations }, ...(one.also ?? [])]
    const changes = asked.map(({ object, operations }, index) => {
      const live = structuredClone(rendered.ok ? (rendered.objects.find((candidate) => isNamed(candidate, object)) ?? {}) : {}) as Record<
        string,
        unknown
      >
      if (index === 0) one.live?.(live)
      const name = isMap(live['metadata']) ? String(live['metadata']['name']) : object.name
      return { object: { namespace: 'shop', ...object, name }, operations, live }
    })
    let renders = 0
    const renderer: ManifestRenderer = {
      render: async (...all) => {
        renders += 1
        return await renderTree(...all)
      },
    }
    const trace = await traceChanges({ source, files, changes, renderer, signal: new AbortController().signal })
    const said = trace.ok ? places(files, trace.files) : trace.why
    const isSaid = one.expect instanceof RegExp && typeof said === 'string' && one.expect.test(said)
    expect(said).toEqual(isSaid ? said : one.expect)
    expect(trace.ok ? goneFrom(files, trace.files) : []).toEqual(expect.arrayContaining([...(one.gone ?? [])]))
    expect(trace.ok ? trace.places.flat().filter((place) => one.files[place.split(':')[0] ?? ''] === undefined) : []).toEqual([])
    expect(renders).toBeLessThanOrEqual(MOST_RENDERS)
  })
}

function isNamed({ kind, metadata }: Readonly<Record<string, unknown>>, object: ObjectName): boolean {
  if (kind !== object.kind || !isMap(metadata) || typeof metadata['name'] !== 'string') return false
  const [stem, hash] = object.name.split('-HASH')
  return hash === undefined ? metadata['name'] === object.name : metadata['name'].startsWith(`${stem}-`)
}

type Edits = Extract<Awaited<ReturnType<typeof traceChanges>>, { ok: true }>['files']

/** The lines that are new, with their file and number. */
function places(files: readonly GitFile[], edits: Edits): string[] {
  return linesOf(files, edits).flatMap(({ file, before, after }) => {
    const known = new Set(before)
    return after.flatMap((line, index) => (known.has(line) ? [] : [`${file}:${index + 1}:${line}`]))
  })
}

function goneFrom(files: readonly GitFile[], edits: Edits): string[] {
  return linesOf(files, edits).flatMap(({ before, after }) => before.filter((line) => !after.includes(line)))
}

function linesOf(files: readonly GitFile[], edits: Edits): { file: string; before: string[]; after: string[] }[] {
  return edits.map((edit) => {
    const old = files.find(({ path }) => path === edit.file)?.text ?? ''
    expect(digestOf(old)).toBe(edit.before)
    const text = edit.edits
      .toReversed()
      .reduce((result, { at, length, text: own }) => result.slice(0, at) + own + result.slice(at + length), old)
    expect(digestOf(text)).toBe(edit.after)
    return { file: edit.file, before: old.split('\n'), after: text.split('\n') }
  })
}

export function reversedContainers(object: Record<string, unknown>): void {
  const { spec } = object as { spec: { template: { spec: { containers: unknown[] } } } }
  spec.template.spec.containers.reverse()
}

export function isInstalled(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
