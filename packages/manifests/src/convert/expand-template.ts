import { isMap } from '@aks-copilot/kubernetes'
import { charactersFrom, defaultParameters, inOrder, OPEN_PARAMETERS, type Parameters, substitute } from './template-parameters.ts'

type Json = Readonly<Record<string, unknown>>

/** What a Template's objects are with its default parameters. The index of an object is its index in `objects`. */
export interface ExpandedTemplate {
  readonly objects: readonly unknown[]
  /** Why there are none, where the Template is too much to expand. */
  readonly problem?: string
}

/** Real Templates write some thousand characters in place of their parameters. */
const MOST_CHARACTERS = 20_000_000

/**
 * Expands an OpenShift Template with the defaults of its parameters, as `oc process` does: the Template's labels go to the metadata
 * of every object, a namespace that is written out goes away (the objects land where the Template is used), one with a parameter stays.
 * A parameter without a value stays in the text; the object's annotation says so.
 */
export function expandTemplate(template: Json): ExpandedTemplate {
  const objects = template['objects']
  if (!Array.isArray(objects)) return { objects: [] }
  const parameters = defaultParameters(template)
  const size = charactersFrom(objects, parameters) + charactersFrom(template['labels'], parameters) * (objects.length + 1)
  if (size > MOST_CHARACTERS)
    return {
      objects: [],
      problem: `its parameters would expand to ${size} characters, more than ${MOST_CHARACTERS}: its objects are not looked at`,
    }
  const labels = substitute(template['labels'] ?? {}, parameters)
  return { objects: objects.map((object: unknown) => expand(object, parameters, labels)) }
}

function expand(object: unknown, parameters: Parameters, labels: { value: unknown; open: readonly string[] }): unknown {
  if (!isMap(object)) return object
  const { value, open } = substitute(withoutFixedNamespace(object), parameters)
  if (!isMap(value)) return value
  const labelled = mergeInto(value, 'labels', isMap(labels.value) ? labels.value : {})
  const missing = inOrder(new Set([...labels.open, ...open]), parameters)
  return missing.length === 0 ? labelled : mergeInto(labelled, 'annotations', { [OPEN_PARAMETERS]: missing.join(',') })
}

function withoutFixedNamespace(object: Json): Json {
  const metadata = object['metadata']
  if (
    !isMap(metadata) ||
    metadata['namespace'] === undefined ||
    (typeof metadata['namespace'] === 'string' && /\$\{[a-zA-Z0-9_]+\}/.test(metadata['namespace']))
  )
    return object
  return { ...object, metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== 'namespace')) }
}

function mergeInto(object: Json, key: 'labels' | 'annotations', pairs: Json): Json {
  if (Object.keys(pairs).length === 0) return object
  const metadata = isMap(object['metadata']) ? object['metadata'] : {}
  const present = isMap(metadata[key]) ? metadata[key] : {}
  return { ...object, metadata: { ...metadata, [key]: { ...present, ...pairs } } }
}
