import { realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** The real folders and files that PATHs name; of a glob, the folder in front of its first special character. */
export async function rootsOf(paths: readonly string[], cwd: string): Promise<string[]> {
  const roots: string[] = []
  for (const path of paths) {
    if (path === '-') continue
    // A kustomization file stands for its folder.
    const named = /(?:^|[\\/])(?:kustomization\.ya?ml|Kustomization)$/.test(path) ? dirname(path) : path
    const real = (await realOf(resolve(cwd, named))) ?? (await realOf(resolve(cwd, folderOfGlob(path))))
    if (real !== undefined) roots.push(real)
  }
  return roots
}

function folderOfGlob(pattern: string): string {
  const special = pattern.search(/[*?[{]/)
  return special < 0 ? pattern : dirname(`${pattern.slice(0, special)}x`)
}

async function realOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined)
}
