import { constructFromEvents,
  CORE_SCHEMA,
  defineScalarTag,
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_POP,
  EVENT_SCALAR,
  type Event,
  mergeTag,
  NOT_RESOLVED,
  parseEvents,
  YAMLException,
 } from 'js-yaml'

/** Nesting deeper than this is refused: no Kubernetes object comes near it. */
const MAX_DEPTH = 100
/** More aliases than this in one document is an attack, not a manifest. */
const MAX_ALIASES = 1000
/** Expanded through aliases, a document may not have more nodes than this. */
const MAX_NODES = 5_000_000

const TRUE_WORDS = new Set(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])
const FALSE_WORDS = new Set(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])

const kubernetesBool = defineScalarTag<boolean>('tag:yaml.org,2002:bool', {
  implicit: true,
  implicitFirstChars: ['y', 'Y', 'n', 'N', 't', 'T', 'f', 'F', 'o', 'O'],
  resolve: (source) => (TRUE_WORDS.has(source) ? true : FALSE_WORDS.has(source) ? false : NOT_RESOLVED),
  identify: (data) => typeof data === 'boolean',
})

const kubernetesInt = defineScalarTag<number>('tag:yaml.org,2002:int', {
  implicit: true,
  implicitFirstChars: ['-', '+', ...'0123456789'],
  resolve: (source) => {
    const match = /^([-+]?)(?:0b([01_]+)|0x([0-9a-fA-F_]+)|0o([0-7_]+)|0([0-7_]+)|([0-9][0-9_]*))$/.exec(source)
    if (match === null) return NOT_RESOLVED
    const [, sign, binary, hexadecimal, octal, oldOctal, decimal] = match
    const magnitude = binary !== undefined ? parse(binary, 2)
      : hexadecimal !== undefined ? parse(hexadecimal, 16)
      : octal !== undefined ? parse(octal, 8)
      : oldOctal !== undefined ? parse(oldOctal, 8)
      : parse(decimal ?? '', 10)
    return Number.isNaN(magnitude) ? NOT_RESOLVED : sign === '-' ? -magnitude : magnitude
  },
  identify: (data) => Number.isInteger(data),
})

function parse(digits: string, radix: number): number {
  return Number.parseInt(digits.replaceAll('_', ''), radix)
}

/**
 * YAML as the API server's tools read it (sigs.k8s.io/yaml on a fork of go-yaml v2): the words of YAML 1.1 are booleans
 * (`yes`, `on`), `0755` is octal, `<<` merges, dates stay strings.
 */
export const KUBERNETES_YAML = CORE_SCHEMA.withTags(kubernetesBool, kubernetesInt, mergeTag)

export interface YamlProblem {
  /** What the parser says, in one line. */
  readonly reason: string
  /** Offset in UTF-16 units in the text that was given. */
  readonly offset: number
}

export type YamlResult =
  | { readonly ok: true; readonly value: unknown; readonly events: readonly Event[] }
  | { readonly ok: false; readonly problem: YamlProblem }

/**
 * Reads the text of exactly one YAML or JSON document. Duplicate keys: the last one wins, as for kubectl.
 * Broken text is data: the result says what and where, nothing is thrown.
 */
export function readYaml(text: string): YamlResult {
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH })
    const bomb = expansionProblem(events, text)
    if (bomb !== undefined) return { ok: false, problem: { reason: bomb, offset: 0 } }
    const documents = constructFromEvents(events, { source: text, schema: KUBERNETES_YAML, json: true, maxAliases: MAX_ALIASES })
    if (documents.length > 1) return { ok: false, problem: { reason: 'more than one document', offset: 0 } }
    return { ok: true, value: documents[0] ?? null, events }
  } catch (error) {
    if (error instanceof YAMLException) return { ok: false, problem: { reason: error.reason, offset: error.mark?.position ?? 0 } }
    throw error
  }
}

/** Counts the nodes that the document would have with every alias expanded; says so when that is a bomb. */
function expansionProblem(events: readonly Event[], text: string): string | undefined {
  if (!events.some((event) => event.type === EVENT_ALIAS)) return undefined
  const sizes = new Map<string, number>()
  const open: { anchor: string | undefined; size: number }[] = [{ anchor: undefined, size: 0 }]
  const close = (): void => {
    const done = open.pop()
    const parent = open.at(-1)
    if (done === undefined || parent === undefined) return
    if (done.anchor !== undefined) sizes.set(done.anchor, done.size)
    parent.size += done.size
  }
  for (const event of events) {
    const top = open.at(-1)
    if (top === undefined) break
    if (event.type === EVENT_POP) close()
    else if (event.type === EVENT_ALIAS) top.size += sizes.get(text.slice(event.anchorStart, event.anchorEnd)) ?? 1
    else if (event.type !== EVENT_DOCUMENT) {
      open.push({ anchor: event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd), size: 1 })
      if (event.type === EVENT_SCALAR) close()
    } else open.push({ anchor: undefined, size: 0 })
    if ((open.at(-1)?.size ?? 0) > MAX_NODES) return `its aliases expand to more than ${MAX_NODES} nodes`
  }
  return undefined
}
