import { CopilotError } from '@aks-copilot/contracts'
import { nearestWord } from '@aks-copilot/kubernetes'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { isGlob } from './expand-glob.ts'

/** A path that names nothing, with the nearest name that is there. */
export async function notFound(path: string, absolute: string | undefined, cause: unknown): Promise<CopilotError> {
  const near = absolute === undefined ? undefined : await nearestName(absolute)
  return new CopilotError({
    code: 'INPUT_NOT_FOUND',
    category: 'validation',
    message: isGlob(path) ? `No file matches ${path}.` : `There is no file or folder ${path}.`,
    remedy:
      near === undefined
        ? 'Give a file, a folder, a glob, a Helm chart or a Kustomize folder, or `-` for standard input.'
        : `Did you mean \`${near}\`?`,
    cause,
  })
}

export function nothingFound(paths: readonly string[]): CopilotError {
  const where = paths.length === 1 && paths[0] === '-' ? 'standard input' : paths.join(', ')
  return new CopilotError({
    code: 'INPUT_EMPTY',
    category: 'validation',
    message: `There is no manifest in ${where}.`,
    remedy:
      'Give a file or folder with *.yaml, *.yml or *.json files, a Helm chart or a Kustomize folder; hidden folders and node_modules are passed by.',
  })
}

/** Looks at the first part of the path that is missing, among its neighbours. */
async function nearestName(absolute: string): Promise<string | undefined> {
  let missing = absolute
  while (dirname(missing) !== missing && !(await exists(dirname(missing)))) missing = dirname(missing)
  try {
    return nearestWord(basename(missing), await readdir(dirname(missing)))
  } catch {
    return undefined
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
