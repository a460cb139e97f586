import { glob } from 'node:fs/promises'

/** Whether a path that does not exist can be meant as a pattern. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path)
}

/** The paths that a pattern matches, in order. Hidden folders and node_modules are passed by, unless the pattern names them. */
export async function expandGlob(pattern: string, cwd: string): Promise<string[]> {
  // A backslash stands for a folder, as on Windows, unless it takes the meaning from a character of the pattern.
  const portable = pattern.replaceAll(/\\(?![*?[\]{}!\\])/g, '/')
  const named = new Set(portable.split('/'))
  const passedBy = (name: string): boolean =>
    !named.has(name) && (name === 'node_modules' || (name.startsWith('.') && name !== '.' && name !== '..'))
  const matches: string[] = []
  for await (const match of glob(portable, { cwd })) if (!match.split(/[\\/]/).some(passedBy)) matches.push(match)
  return matches.toSorted()
}
