/** What stands where a secret stood. */
const HIDDEN = '***'
/** So many characters tell which secret it is; fewer are a word like any other. */
const ENOUGH = 8

/**
 * A text of somebody else's without secrets that are known: whole or only their beginning, plain, as base64 at any place of a longer text
 * (as in `Basic …`), encoded for an address, or written in hexadecimal. What follows such a beginning goes with it, to the end of the word.
 * Secrets of less than 8 characters are hidden only where they stand whole; of a private key (PEM), each of its lines is a secret.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secretHider(secrets)(text)
}

/** The same for many texts: what is looked for is put together once, with the first text. */
export function secretHider(secrets: readonly string[]): (text: string) => string {
  let pattern: RegExp | undefined
  return (text) => {
    pattern ??= patternOf(secrets)
    return text.replaceAll(pattern, HIDDEN)
  }
}

/** Variables of a process for a program that it starts, without the secrets that are of aks-copilot alone: that one needs none of them. */
export function withoutOwnSecrets<Value>(environment: Readonly<Record<string, Value>>): Record<string, Value> {
  const kept = Object.entries(environment).filter(([name]) => !/^AKS_COPILOT_.*(?:TOKEN|KEY|SAS|CONNECTION_STRING)$/.test(name))
  return Object.fromEntries(kept)
}

/** One expression for all: a text is read once. A longer secret goes before one that it begins with. */
function patternOf(secrets: readonly string[]): RegExp {
  const parts = [...new Set(secrets.flatMap(partsOf))].toSorted((one, other) => other.length - one.length)
  const [whole, begun] = [parts.map(literal), parts.filter(({ length }) => length >= ENOUGH).flatMap(beginningsOf)]
  return new RegExp([...whole, ...new Set(begun)].join('|') || NOTHING, 'g')
}

const NOTHING = '(?!)'
const KEY_LINE = /^[A-Za-z0-9+/=]{8,}$/
/** What is secret in a connection string or a signed address: `AccountKey=…`, `sig=…`. */
const NAMED_PART = /(?:^|[;&?\s])(?:\w*key|sig|\w*signature|password|\w*secret|\w*token)=([^;&\s]{8,})/gi

/** The secret itself and what is secret in it; of a private key, whose line ends may be written out and which may be base64, its lines. */
function partsOf(secret: string): string[] {
  const text = secret.startsWith('LS0tLS1CRUdJTi') ? decoded(secret) : secret
  const [, body] = /-----BEGIN [A-Z ]+-----([^]*)/.exec(text) ?? []
  if (body !== undefined) return body.split(/\\+[rn]|\s+/).filter((line) => KEY_LINE.test(line))
  const named = [...secret.matchAll(NAMED_PART)].map(([, value = '']) => value)
  return secret === '' ? [] : [secret, ...named, ...named.flatMap(plainly)]
}

/** A value as it was before it was encoded for an address. */
function plainly(value: string): string[] {
  try {
    return value.includes('%') ? [decodeURIComponent(value)] : []
  } catch {
    return []
  }
}

function decoded(base64: string): string {
  try {
    return atob(base64.replaceAll(/\s/g, ''))
  } catch {
    return base64
  }
}

function beginningsOf(secret: string): string[] {
  const start = secret.slice(0, ENOUGH)
  const codes = [...new Set([start, encodeURIComponent(start), encodeURIComponent(secret).slice(0, ENOUGH)])]
  const plain = codes.map((code) => String.raw`${literal(code)}[^\s"'<>,;]*`)
  const hex = [...new TextEncoder().encode(start)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  const anyCase = hex.replaceAll(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
  return [...plain, `${anyCase}[0-9a-fA-F]*`, ...base64Of(secret)]
}

/** Its base64 depends on how many characters stand before it, in threes; the first and last ones also on what they are. */
function base64Of(secret: string): string[] {
  return [0, 1, 2].map((shift) => {
    const bytes = new TextEncoder().encode(`${'x'.repeat(shift)}${secret}`)
    const text = btoa(String.fromCharCode(...bytes.slice(0, 96)))
    const part = text.slice(shift === 0 ? 0 : shift + 1, shift + ENOUGH + 1)
    return `${literal(part).replaceAll(/\\?\+/g, '[+-]').replaceAll(/\\?\//g, '[/_]')}[A-Za-z0-9+/=_-]*`
  })
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
