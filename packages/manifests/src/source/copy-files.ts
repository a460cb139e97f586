import { CopilotError } from '@aks-copilot/contracts'
import { lstat, mkdir, realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { isInside } from './place.ts'
import { writeProblem } from './read-text.ts'
import { TemporaryFiles } from './temporary-files.ts'

export interface CopiedFile {
  readonly path: string
  readonly text: string
}

export interface CopyOptions {
  readonly cwd: string
  /** The folder that takes the copies; it is made when it is missing. */
  readonly folder: string
  readonly signal?: AbortSignal
}

/** Writes texts below a folder, under their own relative paths, and never over the files that they came from. */
export async function copyFiles(files: readonly CopiedFile[], { cwd, folder, signal }: CopyOptions): Promise<string[]> {
  const root = resolve(cwd, folder)
  await mkdir(root, { recursive: true }).catch((error: unknown) => failed(folder, error))
  const targets = planCopies(files, root)
  const originals = new Set(await Promise.all(files.map(({ path }) => realpath(resolve(cwd, path)).catch(() => ''))))
  const temporary = new TemporaryFiles()
  try {
    for (const [target, { path, text }] of targets) {
      signal?.throwIfAborted()
      await prepareFolder(target, path, root, originals)
      await temporary.add(target, text, undefined).catch((error: unknown) => failed(target, error))
    }
    signal?.throwIfAborted()
    for (const target of targets.keys()) await temporary.commit(target).catch((error: unknown) => failed(target, error))
  } finally {
    await temporary.dispose()
  }
  return [...targets.keys()]
}

function planCopies(files: readonly CopiedFile[], root: string): Map<string, CopiedFile> {
  const targets = new Map<string, CopiedFile>()
  for (const file of files) {
    const target = resolve(root, ...safeSteps(file.path))
    const other = targets.get(target)
    if (other !== undefined) throw refusal(`${other.path} and ${file.path} would both become ${target}.`, 'Run once for each of them.')
    targets.set(target, file)
  }
  return targets
}

/** The steps of a path that lead down: drives, roots and `..` are left out. */
function safeSteps(path: string): string[] {
  if (path === '-') return ['stdin.yaml']
  const steps = path.replace(/kustomization\.yaml \(rendered\)$/, 'rendered.yaml').split(/[\\/]/)
  const down = steps.filter((step) => step !== '' && step !== '.' && step !== '..' && !/^[a-z]:$/i.test(step))
  return down.length > 0 ? down : ['manifest.yaml']
}

async function prepareFolder(target: string, path: string, root: string, originals: ReadonlySet<string>): Promise<void> {
  if (!isInside(await realpath(await nearestFolder(dirname(target))), await realpath(root)))
    throw refusal(`${target} lies behind a link that leads out of ${root}.`, 'Give an empty folder.')
  await mkdir(dirname(target), { recursive: true }).catch((error: unknown) => failed(dirname(target), error))
  const present = await lstat(target).catch(() => undefined)
  if (present !== undefined && !present.isFile() && !present.isSymbolicLink())
    throw refusal(`${target} is there and is not a file.`, 'Give an empty folder.')
  if (originals.has(await realpath(target).catch(() => 'nowhere')))
    throw refusal(
      `The copy of ${path} would overwrite ${path} itself.`,
      'Give another folder, or use --write to change the files in place.',
    )
}

function failed(path: string, cause: unknown): never {
  throw new CopilotError({
    code: 'OUTPUT_FAILED',
    category: 'validation',
    message: `${path} can't be written: ${writeProblem(cause)}.`,
    remedy: 'Name a folder that you may write to.',
    cause,
  })
}

function refusal(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'OUTPUT_REFUSED', category: 'validation', message, remedy })
}

/** The folder itself or, while it is missing, the nearest one above that is there. */
async function nearestFolder(folder: string): Promise<string> {
  const there = await lstat(folder).then(
    () => true,
    () => false,
  )
  return there || dirname(folder) === folder ? folder : nearestFolder(dirname(folder))
}
