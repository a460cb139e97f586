/**
 * An object as YAML, for reading: block style, two spaces, keys in their order. Strings that YAML would take for something else are
 * quoted as JSON, which YAML can read; texts of several lines become literal blocks.
 */
export function toYaml(value: unknown): string {
  return `${lines(value).join('\n')}\n`
}

function lines(value: unknown): string[] {
  if (Array.isArray(value)) return value.length === 0 ? ['[]'] : value.flatMap((item: unknown) => itemLines(item))
  if (isRecord(value)) {
    const entries = Object.entries(value).filter(([, member]) => member !== undefined)
    return entries.length === 0 ? ['{}'] : entries.flatMap(([key, member]) => memberLines(scalar(key), member))
  }
  return [scalar(value)]
}

function itemLines(item: unknown): string[] {
  const [first = '', ...rest] = typeof item === 'string' && isBlock(item) ? block(item) : lines(item)
  return [`- ${first}`, ...rest.map((line) => (line === '' ? '' : `  ${line}`))]
}

function memberLines(key: string, member: unknown): string[] {
  if (typeof member === 'string' && isBlock(member)) {
    const [head = '|', ...rest] = block(member)
    return [`${key}: ${head}`, ...rest]
  }
  const below = lines(member)
  if (Array.isArray(member) && member.length > 0) return [`${key}:`, ...below]
  if (isRecord(member) && below[0] !== '{}') return [`${key}:`, ...below.map((line) => (line === '' ? '' : `  ${line}`))]
  return [`${key}: ${below[0] ?? ''}`]
}

/** A literal block can hold it: several lines, none that begins with a space or holds control characters. */
function isBlock(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- these are what a block cannot hold
  return text.includes('\n') && !/^\s/.test(text) && !/[\u0000-\u0008\u000B-\u001F\u007F]/.test(text) && !/[ \t]\n|\n\n+$/.test(text)
}

function block(text: string): string[] {
  const ends = text.endsWith('\n')
  const body = (ends ? text.slice(0, -1) : text).split('\n').map((line) => (line === '' ? '' : `  ${line}`))
  return [ends ? '|' : '|-', ...body]
}

const PLAIN = /^[A-Za-z_/][\w./@-]*(?:[ ,=+%:][\w./@=+%,-]+)*$/
const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i

function scalar(value: unknown): string {
  if (typeof value !== 'string') return value === undefined ? 'null' : JSON.stringify(value)
  if (PLAIN.test(value) && !RESERVED.test(value) && !/: |:$| #/.test(value)) return value
  return JSON.stringify(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
