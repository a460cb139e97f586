/** One step into an object: a key, or an index of a list. */
export type PathStep = string | number

/** Writes a JSON Pointer (RFC 6901). */
export function toPointer(path: readonly PathStep[]): string {
  let pointer = ''
  for (const step of path)
    pointer += `/${typeof step === 'string' && /[~/]/.test(step) ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step}`
  return pointer
}

/** Reads a JSON Pointer into its steps; indexes stay strings. */
export function fromPointer(pointer: string): string[] {
  if (pointer === '') return []
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The pointer of the parent, '' for the root. */
export function parentPointer(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))
}
