import { type Field, fromPointer, type KubernetesObject, type SchemaProblem, type Schemas } from '@aks-copilot/kubernetes'

const known = new WeakMap<KubernetesObject, { readonly version: string; readonly problems: readonly SchemaProblem[] }>()

/** What the API server would refuse in an object, of one sort; the object is compared with its type once for all rules. */
export function schemaProblems(object: KubernetesObject, schemas: Schemas, kind: SchemaProblem['kind']): readonly SchemaProblem[] {
  return everyProblem(object, schemas).filter(
    (problem) => problem.kind === kind && !isOpen(object, problem) && !isOfOtherRule(problem) && !isStrayId(problem),
  )
}

/** Selectors that do not choose the pods of their own template: ref-selector-labels speaks of them. */
export function selectorProblems(object: KubernetesObject, schemas: Schemas): readonly SchemaProblem[] {
  return everyProblem(object, schemas).filter(isOfOtherRule)
}

/** What the API server would refuse in an object, whatever rule speaks of it. Worked out once for each object. */
export function everyProblem(object: KubernetesObject, schemas: Schemas): readonly SchemaProblem[] {
  const before = known.get(object)
  if (before?.version === schemas.version) return before.problems
  const problems = schemas.validate(object.value)
  known.set(object, { version: schemas.version, problems })
  return problems
}

/** The place of a problem in its object. */
export function fieldAt(object: KubernetesObject, pointer: string): Field {
  return fromPointer(pointer).reduce<Field>(
    (field, step) => field.at(Array.isArray(field.value) && /^\d+$/.test(step) ? Number(step) : step),
    object.root,
  )
}

/** A template parameter without value (`${NAME}`, `{{name}}`) says nothing about what will stand there. */
function isOpen(object: KubernetesObject, { pointer }: SchemaProblem): boolean {
  const { value } = fieldAt(object, pointer)
  return typeof value === 'string' && /\$\{|\{\{/.test(value)
}

/** A stray `id` is one of the things that okd-console removes. */
function isStrayId({ kind, pointer }: SchemaProblem): boolean {
  return kind === 'unknown-field' && pointer === '/id'
}

function isOfOtherRule({ kind, pointer, message }: SchemaProblem): boolean {
  return kind === 'bad-value' && pointer.endsWith('/template/metadata/labels') && message.startsWith('The selector asks for')
}
