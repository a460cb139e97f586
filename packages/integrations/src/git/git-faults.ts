import { CopilotError } from '@aks-copilot/contracts'

/** Faults that every host of Git repositories has, one function a code, so that each has one category and the same words everywhere. */

/** A plan that no run of ours would make: whoever wrote it may be somebody else. */
export function planRefused(why: string): CopilotError {
  return new CopilotError({
    code: 'GIT_PLAN_REFUSED',
    category: 'critical',
    message: `A commit was refused before it was made: ${why}.`,
    remedy: 'Nothing was written. Look at what proposed it; a path that leaves its folder may be an attack.',
  })
}

/** Whoever asks for it was misled, perhaps by a state that somebody else wrote. */
export function branchNotOurs(branch: string): CopilotError {
  return new CopilotError({
    code: 'GIT_PLAN_REFUSED',
    category: 'critical',
    message: `The branch ${shown(branch)} is none of a repair, and was not deleted.`,
    remedy: 'Nothing was written. Look at what proposed it; it may be an attack.',
  })
}

export function pathTaken(path: string, why: string): CopilotError {
  return new CopilotError({
    code: 'GIT_PATH_TAKEN',
    category: 'validation',
    message: `${shown(path)} cannot be written: ${why}.`,
    remedy: 'Links, submodules and folders are never overwritten: change this place by hand.',
  })
}

export function revisionUnknown(revision: string, where: string): CopilotError {
  return new CopilotError({
    code: 'GIT_REVISION_UNKNOWN',
    category: 'validation',
    message: `${where} has no branch, tag or commit ${shown(revision)}.`,
    remedy: 'Check the name of the branch, and that it was pushed.',
  })
}

export function folderTooLarge(folder: string, revision: string, what: string): CopilotError {
  return new CopilotError({
    code: 'GIT_FOLDER_TOO_LARGE',
    category: 'validation',
    message: `${folder === '' ? 'The root of the repository' : `The folder ${shown(folder)}`} at ${shown(revision)} was not read: ${what}.`,
    remedy: 'Point the application at a folder that holds its manifests alone.',
  })
}

/** A name as it may stand in a message: one line, without what steers a terminal. */
export function shown(name: string): string {
  return name.replaceAll(/\p{C}/gu, '?').slice(0, 200)
}
