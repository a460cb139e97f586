/** What stands where a secret stood. */
const HIDDEN = '***'
/** So many characters tell which secret it is; fewer are a word like any other. */
const ENOUGH = 8

/**
 * A text of somebody else's without secrets that are known: whole or only their beginning, plain, as base64 at any place of a longer text
 * (as in `Basic …`), encoded for an address, or written in hexadecimal. What follows such a beginning goes with it, to the end of the word.
 * Secrets of less than 8 characters are hidden only where they stand whole.
 */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((hidden, secret) => patternsOf(secret).reduce((rest, pattern) => rest.replaceAll(pattern, HIDDEN), hidden), text)
}

/** Variables of a process for a program that it starts, without the secrets that are of aks-copilot alone: that one needs none of them. */
export function withoutOwnSecrets<Value>(environment: Readonly<Record<string, Value>>): Record<string, Value> {
  const kept = Object.entries(environment).filter(([name]) => !/^AKS_COPILOT_.*(?:TOKEN|KEY|SAS|CONNECTION_STRING)$/.test(name))
  return Object.fromEntries(kept)
}

function patternsOf(secret: string): RegExp[] {
  if (secret === '') return []
  const whole = new RegExp(literal(secret), 'g')
  if (secret.length < ENOUGH) return [whole]
  const start = secret.slice(0, ENOUGH)
  const codes = [...new Set([start, encodeURIComponent(start), encodeURIComponent(secret).slice(0, ENOUGH)])]
  const plain = codes.map((code) => new RegExp(String.raw`${literal(code)}[^\s"'<>,;]*`, 'g'))
  const hex = [...new TextEncoder().encode(start)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return [whole, ...plain, new RegExp(`${hex}[0-9a-f]*`, 'gi'), ...base64Of(secret)]
}

/** Its base64 depends on how many characters stand before it, in threes; the first and last ones also on what they are. */
function base64Of(secret: string): RegExp[] {
  return [0, 1, 2].map((shift) => {
    const bytes = new TextEncoder().encode(`${'x'.repeat(shift)}${secret}`)
    const text = btoa(String.fromCharCode(...bytes.slice(0, 96)))
    const part = text.slice(shift === 0 ? 0 : shift + 1, shift + ENOUGH + 1)
    return new RegExp(`${literal(part).replaceAll(/\\?\+/g, '[+-]').replaceAll(/\\?\//g, '[/_]')}[A-Za-z0-9+/=_-]*`, 'g')
  })
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
}
