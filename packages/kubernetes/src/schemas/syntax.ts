/** The syntaxes of names, keys and values that the API server enforces. */

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const QUALIFIED = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)(([KMGTPE]i|[numkMGTPE])?|[eE][+-]?\d+)$/
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([.,]\d+)?(Z|[+-]\d{2}:\d{2})$/
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** DNS-1123 label: a container, a namespace, a volume. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text)
}

/** DNS-1123 subdomain: most names of objects. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && SUBDOMAIN.test(text)
}

/** `app`, `example.com/app`: the key of a label. */
export function isQualifiedName(text: string): boolean {
  const slash = text.indexOf('/')
  const name = text.slice(slash + 1)
  return name.length <= 63 && QUALIFIED.test(name) && (slash < 0 || isDnsSubdomain(text.slice(0, slash)))
}

export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= 63 && QUALIFIED.test(text))
}

/** A key of the data of a ConfigMap or a Secret. */
export function isDataKey(text: string): boolean {
  return text.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(text) && text !== '.' && !text.startsWith('..')
}

/** An RBAC name, which becomes a segment of a path. */
export function isPathSegment(text: string): boolean {
  return text !== '.' && text !== '..' && !/[/%]/.test(text)
}

export function isQuantity(text: string): boolean {
  return QUANTITY.test(text)
}

/** RFC 3339. */
export function isTime(text: string): boolean {
  return TIME.test(text)
}

/** Standard base64 with padding, line breaks allowed, as Go decodes it. */
export function isBase64(text: string): boolean {
  const joined = /[\r\n]/.test(text) ? text.replaceAll(/[\r\n]/g, '') : text
  return joined.length % 4 === 0 && BASE64.test(joined)
}
