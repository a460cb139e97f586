import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { isMap } from '@aks-copilot/kubernetes'
import { toSlashes } from './place.ts'
import { runTool, type ToolResult } from './run-tool.ts'
import { splitDocuments } from './split-documents.ts'
import { readYaml } from './yaml.ts'

export interface KustomizeOptions {
  /** The programs that are tried, in this order. */
  readonly commands?: readonly (readonly [string, ...string[]])[]
  readonly timeoutMs?: number
}

/** One object as Kustomize makes it, and the file that it was made from when there is one. */
export interface RenderedObject {
  readonly text: string
  readonly value: Readonly<Record<string, unknown>>
  readonly source: string | undefined
}

export type RenderResult = { readonly ok: true; readonly objects: readonly RenderedObject[] } | { readonly ok: false; readonly why: string }

const COMMANDS = [
  ['kubectl', 'kustomize'],
  ['kustomize', 'build'],
] as const
const ORIGIN = 'config.kubernetes.io/origin'

/**
 * Renders a root through a root of our own in a temporary folder, which asks Kustomize to say the origin of each object:
 * nothing is written beside the user's files.
 */
export async function renderKustomize(root: string, options: KustomizeOptions, signal: AbortSignal | undefined): Promise<RenderResult> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'aks-copilot-')))
  try {
    const base = relative(folder, await realpath(root))
    if (isAbsolute(base)) return { ok: false, why: 'it is on another drive than the temporary folder' }
    await writeFile(
      join(folder, 'kustomization.yaml'),
      JSON.stringify({ resources: [toSlashes(base)], buildMetadata: ['originAnnotations'] }),
    )
    const result = await runFirst(options, folder, signal)
    if (result.status === 'missing') return { ok: false, why: 'install kubectl or kustomize to have it rendered' }
    if (result.status === 'failed') return { ok: false, why: `Kustomize says: ${result.why.replaceAll(`${folder}/`, '')}` }
    return { ok: true, objects: splitDocuments(result.output).flatMap((text) => readRendered(text, folder)) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runFirst(
  { commands = COMMANDS, timeoutMs = 60_000 }: KustomizeOptions,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<ToolResult> {
  for (const [command, ...args] of commands) {
    const result = await runTool(command, [...args, folder], { cwd: folder, timeoutMs, signal })
    if (result.status !== 'missing') return result
  }
  return { status: 'missing' }
}

function readRendered(document: string, folder: string): RenderedObject[] {
  const origin = originOf(document)
  const path = /^path: (.+)$/m.exec(origin ?? '')?.[1]
  const isLocal = path !== undefined && !/^repo: /m.test(origin ?? '')
  const text = withoutOrigin(document)
  const read = readYaml(text)
  return read.ok && isMap(read.value) ? [{ text, value: read.value, source: isLocal ? resolve(folder, path) : undefined }] : []
}

function originOf(document: string): string | undefined {
  const read = readYaml(document)
  const metadata = read.ok && isMap(read.value) ? read.value['metadata'] : undefined
  const annotations = isMap(metadata) ? metadata['annotations'] : undefined
  const origin = isMap(annotations) ? annotations[ORIGIN] : undefined
  return typeof origin === 'string' ? origin : undefined
}

/** Takes out what `buildMetadata` put in, in the form that Kustomize always prints. */
function withoutOrigin(document: string): string {
  return document.replace(/^ {4}config\.kubernetes\.io\/origin: \|-?\n(?: {6}.*\n?)+/m, '').replace(/^ {2}annotations:\n(?! {4})/m, '')
}
