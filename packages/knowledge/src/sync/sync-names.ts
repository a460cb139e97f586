const LONGEST_NAME = 300
const LONGEST_PART = 120
const DEEPEST = 6
/** Names that Windows keeps for devices, whatever follows the dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
const CONFLICT = /\.conflict-[0-9a-f]{8}\.(?:md|markdown)$/i

/** Why a name is not synchronised; undefined where it is. It comes from a stranger: it must stay below the folder on every system. */
export function nameFault(name: string): string | undefined {
  if (!isMarkdown(name)) return 'no Markdown'
  if (name.length > LONGEST_NAME) return `a name longer than ${LONGEST_NAME} characters`
  const parts = name.split('/')
  if (parts.length - 1 > DEEPEST) return `more than ${DEEPEST} folders deep`
  if (!parts.every(isPlain)) return 'a name that cannot be a file in this folder'
  return isConflictCopy(name) ? 'a copy that a conflict left: merge it, and delete it' : undefined
}

export function isMarkdown(name: string): boolean {
  return /\.(?:md|markdown)$/i.test(name)
}

/** `a.conflict-0123abcd.md` */
export function isConflictCopy(name: string): boolean {
  return CONFLICT.test(name)
}

/** Where the other side's version of a file is kept. */
export function conflictCopyOf(name: string, hash: string): string {
  const dot = name.lastIndexOf('.')
  return `${name.slice(0, dot)}.conflict-${hash.slice(0, 8)}${name.slice(dot)}`
}

/** Names with the same fold are one file on some systems. */
export function foldOf(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function isPlain(part: string): boolean {
  return (
    part !== '' &&
    part.length <= LONGEST_PART &&
    !part.startsWith('.') &&
    !/[\\:*?"<>|\p{C}]/u.test(part) &&
    !/[. ]$/.test(part) &&
    part !== 'node_modules' &&
    !DEVICE.test(part)
  )
}
