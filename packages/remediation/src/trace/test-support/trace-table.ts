import type { PatchOperation } from '@aks-copilot/contracts'
import { isMap } from '@aks-copilot/kubernetes'
import { renderTree } from '@aks-copilot/manifests'
import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { digestOf } from '../../commit/digest.ts'
import type { GitFile, SourceOfManifests } from '../../ports.ts'
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
  /** Line by line: the file and the new text of the line. */
  readonly expect: readonly string[] | RegExp
}

export const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
export const image = (value: string, index = 1): PatchOperation[] => [
  { op: 'replace', path: `/spec/template/spec/containers/${index}/image`, value },
]

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
    const wanted = [{ object: one.object ?? WEB, operations: one.operations }, ...(one.also ?? [])]
    const changes = wanted.map(({ object, operations }, index) => {
      const live = structuredClone(rendered.ok ? (rendered.objects.find((candidate) => isNamed(candidate, object)) ?? {}) : {}) as Record<
        string,
        unknown
      >
      if (index === 0) one.live?.(live)
      const name = isMap(live['metadata']) ? String(live['metadata']['name']) : object.name
      return { object: { namespace: 'shop', ...object, name }, operations, live }
    })
    const trace = await traceChanges({ source, files, changes, renderer: { render: renderTree }, signal: new AbortController().signal })
    if (one.expect instanceof RegExp) return expect(trace.ok ? places(files, trace.files).join('\n') : trace.why).toMatch(one.expect)
    if (!trace.ok) throw new Error(trace.why)
    expect(places(files, trace.files)).toEqual(one.expect)
    expect(trace.places.flat().every((place) => one.files[place.split(':')[0] ?? ''] !== undefined)).toBe(true)
  })
}

function isNamed({ kind, metadata }: Readonly<Record<string, unknown>>, object: ObjectName): boolean {
  if (kind !== object.kind || !isMap(metadata) || typeof metadata['name'] !== 'string') return false
  const [stem, hash] = object.name.split('-HASH')
  return hash === undefined ? metadata['name'] === object.name : metadata['name'].startsWith(`${stem}-`)
}

/** The lines that are new, with their file and number. */
export function places(
  files: readonly GitFile[],
  edits: Extract<Awaited<ReturnType<typeof traceChanges>>, { ok: true }>['files'],
): string[] {
  return edits.flatMap((edit) => {
    const old = files.find(({ path }) => path === edit.file)?.text ?? ''
    expect(digestOf(old)).toBe(edit.before)
    const text = edit.edits
      .toReversed()
      .reduce((result, { at, length, text: own }) => result.slice(0, at) + own + result.slice(at + length), old)
    expect(digestOf(text)).toBe(edit.after)
    const known = new Set(old.split('\n'))
    return text.split('\n').flatMap((line, index) => (known.has(line) ? [] : [`${edit.file}:${index + 1}:${line}`]))
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
