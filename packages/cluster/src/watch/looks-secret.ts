import { maskSecrets } from '../mask/mask-secrets.ts'

const SECRET_NAME =
  /pass(word|wd)?|secret|token|api[-_]?key|private|credential|connection_?string|authorization|cookie|[-_]key$|[-_]pwd$|[-_]auth$|^auth$|dsn$|sas$/i
const SECRET_FLAG = /^--?[\w.-]*(password|passwd|secret|token|api-?key|credentials?)$/i

/** A flag whose value is a secret: `--db-password`. */
export function isSecretFlag(text: string): boolean {
  return text.startsWith('-') && SECRET_FLAG.test(text)
}

/** Whether the value of a variable, a header or a parameter is to be hidden. */
export function isSecret(name: string, value: string): boolean {
  return SECRET_NAME.test(name) || looksSecret(value) || maskSecrets(value) !== value
}

/** An address with a password in it, a connection string with a key. */
export function looksSecret(value: string): boolean {
  return (
    (value.includes('://') && /:\/\/[^\s/:@]+:[^\s/@]+@/.test(value)) ||
    (value.includes('=') && /(AccountKey|SharedAccessKey|Password|Pwd)=/i.test(value))
  )
}

/** Annotations in which tools keep a copy of the whole object, with whatever it holds. */
const COPIES = /last-applied|last-handled|declared-config|\.k14s\.io\/original|\.cattle\.io\/applied/

/** An annotation that may be kept, its value masked where it needs to be. */
export function isCopy(annotation: string): boolean {
  return COPIES.test(annotation)
}
