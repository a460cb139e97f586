import { badValue, below, missingField, type Fields, type SchemaProblem } from '../problem.ts'
import { fieldsAt, has, textOf, textsOf } from '../read.ts'
import { isDnsLabel, isLabelValue, isQualifiedName } from '../syntax.ts'
import type { Checks } from './check.ts'

const ANNOTATIONS_SIZE = 256 * 1024

/** Labels, annotations and selectors. */
export const METADATA_CHECKS: Checks = {
  'meta.v1.ObjectMeta': [checkLabels, checkAnnotations, checkNamespace],
  'meta.v1.LabelSelector': [checkMatchLabels],
  'meta.v1.LabelSelectorRequirement': [checkRequirement],
  'core.v1.NodeSelectorRequirement': [checkRequirement],
  'core.v1.ScopedResourceSelectorRequirement': [checkRequirement],
}

function* checkLabels(metadata: Fields, pointer: string): Generator<SchemaProblem> {
  yield* labelProblems(fieldsAt(metadata, 'labels'), `${pointer}/labels`)
}

function* checkMatchLabels(selector: Fields, pointer: string): Generator<SchemaProblem> {
  yield* labelProblems(fieldsAt(selector, 'matchLabels'), `${pointer}/matchLabels`)
}

/** Labels whose key or value the API server refuses. */
function* labelProblems(labels: Fields, pointer: string): Generator<SchemaProblem> {
  for (const key of Object.keys(labels)) if (!isQualifiedName(key)) yield badKey(pointer, key, 'label')
  for (const [key, value] of textsOf(labels)) {
    if (!isLabelValue(value)) {
      yield badValue(
        below(pointer, key),
        `\`${value}\` cannot be the value of a label: letters, digits, -, _ and ., a letter or digit at both ends, at most 63.`,
      )
    }
  }
}

function* checkAnnotations(metadata: Fields, pointer: string): Generator<SchemaProblem> {
  const annotations = fieldsAt(metadata, 'annotations')
  let size = 0
  for (const key of Object.keys(annotations))
    if (!isQualifiedName(key.toLowerCase())) yield badKey(`${pointer}/annotations`, key, 'annotation')
  for (const [key, value] of textsOf(annotations)) size += key.length + value.length
  if (size > ANNOTATIONS_SIZE) yield badValue(`${pointer}/annotations`, 'Annotations may have 256 KiB together.')
}

function badKey(pointer: string, key: string, what: string): SchemaProblem {
  return badValue(
    below(pointer, key),
    `\`${key}\` cannot be the key of ${what === 'label' ? 'a label' : 'an annotation'}: an optional DNS prefix and /, then a name of at most 63 letters, digits, -, _ and . with a letter or digit at both ends.`,
  )
}

function* checkNamespace(metadata: Fields, pointer: string): Generator<SchemaProblem> {
  const namespace = textOf(metadata, 'namespace') ?? ''
  if (namespace !== '' && !isDnsLabel(namespace))
    yield badValue(`${pointer}/namespace`, `\`${namespace}\` cannot be the name of a namespace.`)
}

function* checkRequirement(requirement: Fields, pointer: string): Generator<SchemaProblem> {
  const operator = textOf(requirement, 'operator') ?? ''
  const values = requirement['values']
  const some = Array.isArray(values) && values.length > 0
  if (['In', 'NotIn'].includes(operator)) {
    if (!some && (!has(requirement, 'values') || Array.isArray(values)))
      yield missingField(`${pointer}/values`, `Operator \`${operator}\` needs values.`)
  } else if (['Exists', 'DoesNotExist'].includes(operator)) {
    if (some) yield badValue(`${pointer}/values`, `Operator \`${operator}\` takes no values.`)
  }
}
