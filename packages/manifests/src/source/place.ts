import { isAbsolute, join, relative, resolve, sep } from 'node:path'

/** A file or folder: as the user would type it, with forward slashes, and where it is. */
export interface Place {
  readonly shown: string
  readonly absolute: string
}

/** The place that a path names. Shown relative to the working folder, unless it was given as absolute and lies elsewhere. */
export function placeOf(path: string, cwd: string): Place {
  const absolute = resolve(cwd, path)
  const short = relative(cwd, absolute)
  const shown = isAbsolute(path) && leadsOut(short) ? absolute : short
  return { shown: shown === '' ? '.' : toSlashes(shown), absolute }
}

/** The place of a name below a folder. */
export function inside(folder: Place, name: string): Place {
  return { shown: folder.shown === '.' ? name : `${folder.shown}/${name}`, absolute: join(folder.absolute, name) }
}

/** Whether a real path is a folder or lies below it. */
export function isInside(path: string, folder: string): boolean {
  return !leadsOut(relative(folder, path))
}

function leadsOut(short: string): boolean {
  return short === '..' || short.startsWith(`..${sep}`) || isAbsolute(short)
}

export function toSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/')
}
