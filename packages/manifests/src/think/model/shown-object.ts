import { isMap, type KubernetesObject, type PathStep } from '@aks-copilot/kubernetes'

/** Characters of the part that is shown, and of one text in it. */
const MOST_SHOWN = 1200
const LONGEST_TEXT = 80

/** What a model never sees, whatever it holds: values that may be secret, and free text that may give orders. */
const HIDDEN = new Set([
  'annotations',
  'managedFields',
  'status',
  'data',
  'stringData',
  'binaryData',
  'args',
  'command',
  'valuesContent',
  'config',
])
const SECRET_NAME =
  /pass|pwd|secret|token|credential|auth|(?:api|access|account|private|shared|encryption|signing)[-_. ]?key|connection[-_. ]?string|\bsas\b/i
const SECRET_TEXT = /:\/\/[^\s/@]*:[^\s/@]*@|-----BEGIN|\beyJ[\w-]{10,}|(?:key|password|pwd|secret|token|signature)=|[A-Za-z0-9+/=_-]{32,}/i

/**
 * The part of an object that a question is about, as JSON: the nearest map around the place that fits, in its path. Environment
 * values, commands, data and annotations are left out, texts that look secret are masked.
 */
export function shownObject(object: KubernetesObject, path: readonly PathStep[]): string {
  const { apiVersion, kind, name, namespace } = object
  const identity = { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } }
  for (let depth = 0; depth <= path.length; depth += 1) {
    const around = path.slice(0, depth)
    const part = object.root.at(...around).value
    if (!isMap(part) && !Array.isArray(part)) break
    const shown = JSON.stringify(depth === 0 ? withoutHidden(part) : { ...identity, [`part at /${around.join('/')}`]: withoutHidden(part) })
    if (shown.length <= MOST_SHOWN) return shown
  }
  return JSON.stringify(identity).slice(0, MOST_SHOWN)
}

function withoutHidden(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutHidden(item, key))
  if (isMap(value)) {
    const shown = Object.entries(value).filter(([name, item]) => !HIDDEN.has(name) && !(key === 'env' && name === 'value') && item !== null)
    return Object.fromEntries(shown.map(([name, item]) => [plainText(name), withoutHidden(item, name)]))
  }
  if (typeof value !== 'string') return value
  return SECRET_NAME.test(key) && !/name$|ref$/i.test(key) ? '***' : plainText(value)
}

/** One line of text without control characters, masked where it looks secret, cut where it is long. */
export function plainText(text: string): string {
  if (SECRET_TEXT.test(text)) return '***'
  const line = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)}…` : line
}
