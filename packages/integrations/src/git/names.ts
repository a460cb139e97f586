import { branchNotOurs, revisionUnknown, shown } from './git-faults.ts'

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
// oxlint-disable-next-line no-control-regex -- what Git forbids in a name
const FORBIDDEN = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|\/$|\.$|^@$/

/** Whether it is the id of an object: 40 (or 64) hexadecimal digits. */
export function isObjectId(id: string): boolean {
  return COMMIT.test(id)
}

/** Whether Git takes it as the name of a branch or tag, and no option, range or path can hide in it. */
function isRefName(name: string): boolean {
  if (name === '' || name.length > 240 || FORBIDDEN.test(name) || !name.isWellFormed()) return false
  return name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
}

/** Throws GIT_REVISION_UNKNOWN where a branch cannot have this name. */
export function checkBranch(branch: string, where: string): void {
  if (!isRefName(branch) || branch === 'HEAD' || branch.startsWith('refs/')) throw revisionUnknown(shown(branch), where)
}

/** Throws GIT_PLAN_REFUSED for a branch that no attempt has: what is deleted must be ours, and no state. */
export function checkAttemptBranch(branch: string, where: string): void {
  checkBranch(branch, where)
  if (!/^aks-copilot\/(?!state\/)[^/]+$/.test(branch)) throw branchNotOurs(branch)
}

/** Throws GIT_REVISION_UNKNOWN for what is neither a name nor an id; `HEAD` is the branch that the host shows first. */
export function checkRevision(revision: string, where: string): void {
  if (!isRefName(revision)) throw revisionUnknown(shown(revision), where)
}

const HARMLESS_PART = (part: string): boolean => part !== '' && part !== '.' && part !== '..'

/** Whether a path that was read stays below the root. */
export function staysInside(path: string): boolean {
  return path.split('/').every(HARMLESS_PART)
}

/**
 * Whether a path may be written: below the root, forward slashes, nothing that some file system takes for `.git`, for another path or for
 * no part of the name (Windows' short names, streams and trailing dots, characters that cannot be seen).
 */
export function isWritablePath(path: string): boolean {
  if (path.length > 1000 || !path.isWellFormed() || /[\\:\p{C}]/u.test(path)) return false
  const parts = path.split('/')
  return parts.length <= 60 && parts.every((part) => HARMLESS_PART(part) && !/^(?:\.git|git~\d+)$/i.test(part) && !/[. ]$/.test(part))
}

/** Two paths with the same key are one file on file systems that ignore case or the form of accents. */
export function caseKey(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

/** A folder as it is asked for: no slash at either end. */
export function folderOf(folder: string): string {
  return folder.replaceAll(/^(?:\.?\/)+|\/+$/g, '').replace(/^\.$/, '')
}
