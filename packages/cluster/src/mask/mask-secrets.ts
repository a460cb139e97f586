import { maskAssignments } from './mask-assignments.ts'

/** What stands where a secret stood. */
const MASK = '***'

/** A text without any of these can hold no secret that the patterns below know: most lines are done after this one look. */
const SUSPICIOUS =
  /pass|pwd|secret|token|key|sig|auth|bearer|basic|cookie|credential|identified|session|:\/\/|@(?:tcp|unix)\(|BEGIN |LS0tLS1CRUdJTi|eyJ|AKIA|ASIA|AIza|gh[pousr]_|xox|[sr]k[-_]|SG\.|ya29|hvs\.|8Q~|==/i

const PRIVATE_KEY = /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----)[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g

/** The same as base64, as a kubeconfig and a Secret have it; certificates look alike from outside. */
const ENCODED_KEY = /(?<![\w+/])LS0tLS1CRUdJTi[\w+/-]{16,}={0,2}/g
/** `primaryKey` and `key1` of Azure, whose values are long; a primary key of a table is a word. */
const AZURE_KEY = /((?:primary|secondary)\w{0,20}key|\bkey[12])(\\*["']?\s*[:=]\s*\\*["']?)(?=[A-Za-z+/]{0,60}\d)[A-Za-z0-9+/]{32,}={0,2}/gi

/** Tokens that are known by their own look, wherever they stand. */
const KNOWN_TOKENS: readonly RegExp[] = [
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*){0,3}/g, // JSON Web Token
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, // AWS access key
  /\bAIza[\w-]{35}/g, // Google API key
  /\bya29\.[\w-]{20,}/g, // Google OAuth
  /\bgh[pousr]_[A-Za-z0-9]{30,}/g,
  /\bgithub_pat_\w{22,}/g,
  /\bglpat-[\w-]{20,}/g,
  /\bnpm_[A-Za-z0-9]{36}/g,
  /\bxox[abeoprs]-[\w-]{10,}/g, // Slack
  /(?<=hooks\.slack\.com\/services\/)[\w/]{20,}/g,
  /\b[sr]k_(?:live|test)_\w{16,}/g, // Stripe
  /\bsk-(?=[\w-]{0,200}\d)[\w-]{20,}/g, // model vendors
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/g, // SendGrid
  /\bhv[sbr]\.[\w-]{20,}/g, // Vault
  /(?<![\w~.-])[\w~.-]{3}8Q~[\w~.-]{34}/g, // Entra ID client secret
  /(?<![\w+/])[A-Za-z0-9+/]{86}==/g, // Azure storage, Cosmos DB and Service Bus keys of 64 bytes
]

/** `scheme://user:password@host`, also with an `@` or a `/` in the password; `host:8080/a@b` is none. */
const URL_PASSWORD = /(:\/\/[^\s:/@"'<>]{0,128}:)(?!\d+[/?#])[^\s"'<>]{1,512}@/g
/** `scheme://token@host`. */
const URL_TOKEN = /(:\/\/)[\w-]{20,}@/g
/** The Go driver of MySQL: `user:password@tcp(host:3306)`. */
const MYSQL_DSN = /([\w.-]{1,64}:)[^\s"'<>@]{1,128}@(?=(?:tcp|unix)\()/g

/** Credentials in a header, with the scheme kept: it is no secret and tells what was tried. */
const AUTHORIZATION =
  /((?<!requires? )authorization\\*["']?\s*(?:=>|[:=])\s*\[?\\*["']?)(?:(bearer|basic|token|digest|negotiate|apikey|sharedkey)\s+)?(?!\*\*\*|\[?[a-z]+\s+\*\*\*)[^\s"'\\,;}\]]+/gi
const COOKIE = /\b((?:set-)?cookie\\*["']?\s*[:=]\s*\[?\\*["']?)(?=[^\s"'\\]{0,200}=)[^"'\\\r\n]+/gi
/** `Bearer x` and `Basic x` on their own, but not `bearer token`, `Basic authentication`. */
const SCHEME = /\b([Bb]earer|BEARER|[Bb]asic|BASIC)(\s+)(?=[\w.~+/-]*(?:\d|[a-z][A-Z]|[+/=]))[\w.~+/-]{8,}=*/g

/** SQL that sets a password. */
const SQL_PASSWORD = /\b(password|identified by)(\s+)'[^']*'?/gi

/**
 * Replaces secrets in a text with `***`: passwords, tokens, keys of clouds, connection strings, private keys, credentials in URLs and
 * headers. Names, hosts, UUIDs, digests and the words around stay. Pure; a text of one line or of several.
 */
export function maskSecrets(text: string): string {
  if (!SUSPICIOUS.test(text)) return text
  let masked = text.includes('PRIVATE KEY') ? text.replace(PRIVATE_KEY, `$1${MASK}`) : text
  if (masked.includes('@'))
    masked = masked.replace(URL_PASSWORD, `$1${MASK}@`).replace(URL_TOKEN, `$1${MASK}@`).replace(MYSQL_DSN, `$1${MASK}@`)
  masked = masked
    .replace(AUTHORIZATION, (_, name: string, scheme: string | undefined) => `${name}${scheme === undefined ? '' : `${scheme} `}${MASK}`)
    .replace(COOKIE, `$1${MASK}`)
    .replace(SCHEME, `$1$2${MASK}`)
    .replace(SQL_PASSWORD, `$1$2'${MASK}'`)
  if (masked.includes('LS0tLS1CRUdJTi')) masked = masked.replace(ENCODED_KEY, (text) => (isPrivateKey(text) ? MASK : text))
  masked = masked.replace(AZURE_KEY, `$1$2${MASK}`)
  for (const token of KNOWN_TOKENS) masked = masked.replace(token, MASK)
  return maskAssignments(masked)
}

/** The first line of a PEM says what it is. */
function isPrivateKey(base64: string): boolean {
  return BEGIN_KEY.test(Buffer.from(base64.slice(0, 64), 'base64').toString('latin1'))
}

const BEGIN_KEY = /-----BEGIN [A-Z ]{0,40}PRIVATE KEY/
const END_KEY = /-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----/
/** A whole line of base64 as keys and certificates have them; digests are hexadecimal. */
const BASE64_LINE = /^(?![0-9a-f]+$)(?=.*[A-Z])(?=.*[a-z])(?=.*\d)[A-Za-z0-9+/]{60,76}={0,2}$/
/** No private key has more lines; what looks like one and never ends is a word in a message. */
const MOST_KEY_LINES = 120

/** Masks a text that comes line by line: a private key spans many. One masker for one stream. */
export class LineMasker {
  #keyLines = 0

  /** The masked line; undefined for a line inside a private key. */
  mask(line: string): string | undefined {
    if (this.#keyLines > 0) return this.#insideKey(line)
    if (line.includes('PRIVATE KEY') && BEGIN_KEY.test(line) && !END_KEY.test(line)) this.#keyLines = MOST_KEY_LINES
    // The log may begin in the middle of a key.
    return BASE64_LINE.test(line.trim()) ? MASK : maskSecrets(line)
  }

  #insideKey(line: string): string | undefined {
    this.#keyLines -= 1
    if (!END_KEY.test(line)) return undefined
    this.#keyLines = 0
    return undefined
  }
}
