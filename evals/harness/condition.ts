/** An object as `kubectl get -o json` gives it. */
export type RawObject = Readonly<Record<string, unknown>>

/**
 * What a scenario waits for, one line each:
 * `Deployment web status.availableReplicas = 1` · `Pod web-* status.conditions.Ready.status = False for 60s` (lists are entered by index,
 * or by the `type` or `name` of an item) · `2 Job nightly-* …` (at least so many) · `no Pod web-*` · `Event FailedMount on Pod web-* ~ text`.
 * Operators: = != >= <= ~ (contains) exists.
 */
export interface Condition {
  readonly text: string
  readonly kind: string
  /** Seconds that it must hold without a break. */
  readonly holds: number
  test(objects: readonly RawObject[]): boolean
}

/** Throws an Error that names the line that can't be read. */
export function parseCondition(text: string): Condition {
  const [, rest = text, seconds = '0'] = /^(.*) for (\d+)s$/.exec(text) ?? []
  const told = parseEvent(rest) ?? parseAbsence(rest) ?? parseField(rest)
  if (told === undefined) throw new Error(`What is this condition? ${text}`)
  return { text, holds: Number(seconds), ...told }
}

type Told = Pick<Condition, 'kind' | 'test'>

function parseEvent(text: string): Told | undefined {
  const match = /^Event (\S+) on (\S+) (\S+)(?: ~ (.*))?$/.exec(text)
  if (match === null) return undefined
  const [, reason, kind, name = '', part = ''] = match
  const named = glob(name)
  const test = (objects: readonly RawObject[]): boolean =>
    objects.some(
      (event) =>
        at(event, 'reason') === reason &&
        at(event, 'involvedObject.kind') === kind &&
        named.test(String(at(event, 'involvedObject.name'))) &&
        String(at(event, 'message')).includes(part),
    )
  return { kind: 'Event', test }
}

function parseAbsence(text: string): Told | undefined {
  const match = /^no (\S+) (\S+)$/.exec(text)
  if (match === null) return undefined
  const [, kind = '', name = ''] = match
  const named = glob(name)
  return { kind, test: (objects) => !objects.some((object) => object['kind'] === kind && named.test(nameOf(object))) }
}

function parseField(text: string): Told | undefined {
  const match = /^(?:(\d+) )?(\S+) (\S+) (\S+) (?:(exists)|(=|!=|>=|<=|~) (.+))$/.exec(text)
  if (match === null) return undefined
  const [, count = '1', kind = '', name = '', path = '', exists, operator = '', wanted = ''] = match
  const named = glob(name)
  const fits = (object: RawObject): boolean => {
    const value = at(object, path)
    return exists === undefined ? compare(value, operator, wanted) : value !== undefined
  }
  const test = (objects: readonly RawObject[]): boolean =>
    objects.filter((object) => object['kind'] === kind && named.test(nameOf(object)) && fits(object)).length >= Number(count)
  return { kind, test }
}

function compare(value: unknown, operator: string, wanted: string): boolean {
  switch (operator) {
    case '=':
      return String(value) === wanted
    case '!=':
      return String(value) !== wanted
    case '>=':
      return Number(value ?? 0) >= Number(wanted)
    case '<=':
      return Number(value ?? 0) <= Number(wanted)
    default:
      return String(value).includes(wanted)
  }
}

/** A value below an object: `status.conditions.Ready.status`. */
function at(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return /^\d+$/.test(step) ? value[Number(step)] : value.find((item) => isNamed(item, step))
    return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === step)?.[1] : undefined
  }, object)
}

function isNamed(item: unknown, name: string): boolean {
  return typeof item === 'object' && item !== null && (('type' in item && item.type === name) || ('name' in item && item.name === name))
}

function nameOf(object: RawObject): string {
  return String(at(object, 'metadata.name'))
}

/** `web-*` → what matches it. */
export function glob(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*')}$`)
}
