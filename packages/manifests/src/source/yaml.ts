import { constructFromEvents, CORE_SCHEMA, defineScalarTag, type Event, mergeTag, NOT_RESOLVED, parseEvents, YAMLException } from 'js-yaml'
import { findDuplicateKeys } from './duplicate-keys.ts'
import { expansionProblem } from './expansion.ts'

/** Nesting deeper than this is refused: no Kubernetes object comes near it. */
const MAX_DEPTH = 100
/** More aliases than this in one document is an attack, not a manifest. */
const MAX_ALIASES = 1000
/** Expanded through aliases, a document may not have more nodes than this. */
const MAX_NODES = 5_000_000
/** Each line or comma may be a node of about 300 bytes: 3 million take some 10 s and 1 GB, the most that one document may cost. */
const MAX_ENTRIES = 3_000_000

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
  implicitFirstChars: ['-', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  resolve: (source) => {
    const match = /^([-+]?)(?:0b([01_]+)|0x([0-9a-fA-F_]+)|0o([0-7_]+)|0([0-7_]+)|([0-9][0-9_]*))$/.exec(source)
    if (match === null) return NOT_RESOLVED
    const [, sign, binary, hexadecimal, octal, oldOctal, decimal] = match
    const magnitude =
      binary !== undefined
        ? parse(binary, 2)
        : hexadecimal !== undefined
          ? parse(hexadecimal, 16)
          : octal !== undefined
            ? parse(octal, 8)
            : oldOctal !== undefined
              ? parse(oldOctal, 8)
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

/** Also what `key: {{ action }}` is to YAML: a map with a map as its key. */
export const COMPLEX_KEY = 'a key is a map or a list, and Kubernetes does not know complex keys'

interface YamlProblem {
  /** What the parser says, in one line. */
  readonly reason: string
  /** Offset in UTF-16 units in the text that was given. */
  readonly offset: number
  /** True for text that may be fine YAML, and is refused for what it would cost to read. */
  readonly refused?: true
}

export type YamlResult =
  | { readonly ok: true; readonly value: unknown; readonly events: readonly Event[]; readonly duplicateKeys: readonly string[] }
  | { readonly ok: false; readonly problem: YamlProblem }

/**
 * Reads the text of exactly one YAML or JSON document. Duplicate keys: the last one wins, as for kubectl.
 * Broken text is data: the result says what and where, nothing is thrown.
 */
export function readYaml(text: string): YamlResult {
  if (hasTooManyEntries(text))
    return { ok: false, problem: { reason: `it has more than ${MAX_ENTRIES} lines and entries`, offset: 0, refused: true } }
  try {
    const events = parseEvents(text, { maxDepth: MAX_DEPTH })
    const bomb = expansionProblem(events, text, { nodes: MAX_NODES, depth: MAX_DEPTH })
    if (bomb !== undefined) return { ok: false, problem: { reason: bomb, offset: 0, refused: true } }
    const { documents, duplicateKeys } = construct(events, text)
    if (documents.length > 1)
      return {
        ok: false,
        problem: { reason: 'more than one document: put `---` before the second', offset: Math.max(0, text.search(/^(?:\.\.\.|---)/m)) },
      }
    return { ok: true, value: documents[0] ?? null, events, duplicateKeys }
  } catch (error) {
    if (error instanceof YAMLException)
      return {
        ok: false,
        problem: {
          reason: error.reason.includes('complex keys') ? COMPLEX_KEY : error.reason,
          offset: Math.min(error.mark?.position ?? 0, text.length),
        },
      }
    throw error
  }
}

/** Strictly first: only a text with duplicate keys, which are rare, is read twice. */
function construct(events: Event[], text: string): { documents: readonly unknown[]; duplicateKeys: readonly string[] } {
  const options = { source: text, schema: KUBERNETES_YAML, maxAliases: MAX_ALIASES }
  try {
    return { documents: constructFromEvents(events, { ...options, json: false }), duplicateKeys: [] }
  } catch (error) {
    if (!(error instanceof YAMLException) || !error.reason.includes('duplicated mapping key')) throw error
    return { documents: constructFromEvents(events, { ...options, json: true }), duplicateKeys: findDuplicateKeys(events, text) }
  }
}

function hasTooManyEntries(text: string): boolean {
  if (text.length <= MAX_ENTRIES) return false
  let count = 0
  for (const character of ['\n', ',']) {
    for (let index = text.indexOf(character); index >= 0 && count <= MAX_ENTRIES; index = text.indexOf(character, index + 1)) count += 1
  }
  return count > MAX_ENTRIES
}
