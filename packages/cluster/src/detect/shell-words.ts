/**
 * A word of a printed command. Names of RBAC, paths and whatever stands in a message may hold anything, also what a shell would run: people
 * copy these commands.
 */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", `'\\''`)}'`
}

/** Words, quoted words, and the few operators that detectors write themselves. Each alternative begins with another letter. */
const SAFE =
  /^(?:[\w@%+=:,./*[\]{} -]|'[^']*'|\\'|"[^"$`\\!]*"|&& (?=kubectl )|\| (?=(?:grep|openssl|xargs -n1 kubectl) )|<(?=\/dev\/null ))+$/

/**
 * Whether a command is what a detector meant it to be, whatever the names in it. The last guard: `shellWord` quotes what may be odd. One that
 * is not safe is better not printed.
 */
export function isSafeCommand(command: string): boolean {
  return command === printable(command) && SAFE.test(command)
}

/** Without control characters and without what turns the direction of text. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')
}
