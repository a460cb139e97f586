import { type Field, isMap, type KubernetesObject, type PathStep, type SchemaProblem, type Schemas } from '@aks-copilot/kubernetes'
import { type Answer, remove, set } from './rule.ts'

/** Each place is tried against the schema of the whole object; larger objects have too many places to tell anything. */
const MOST_PLACES = 200
const NO_FIELD = 'no-such-field'

/**
 * Where else in the object a field of this name, with this value, is valid: a field that was indented wrongly. Where there is one
 * place alone, that speaks for it.
 */
export function homesOf(object: KubernetesObject, at: Field, schemas: Schemas): Answer[] {
  const parents = mapsIn(object.value, [], at.path)
  if (parents.length > MOST_PLACES) return []
  const before = new Set(problemsOf(object.value, schemas))
  const fits = (place: Place, key: PathStep): boolean => isHome(object.value, at, { ...place, key }, before, schemas)
  // Labels and other maps of free keys take anything, which says nothing.
  const homes = parents.filter((place) => !Object.hasOwn(place.value, at.key) && fits(place, at.key) && !fits(place, NO_FIELD))
  const because =
    homes.length === 1 ? `it is the only place in the object where a field \`${String(at.key)}\` with this value is valid` : undefined
  return homes.map(({ path }) => ({ intents: [set(object.root.at(...path, at.key), at.value), remove(at)], because }))
}

interface Place {
  readonly path: readonly PathStep[]
  readonly value: Readonly<Record<string, unknown>>
}

/** Every map of an object, but for what lies under the field itself. */
function mapsIn(value: unknown, path: readonly PathStep[], apart: readonly PathStep[]): Place[] {
  if (path.length > 0 && path.length === apart.length && path.every((step, index) => step === apart[index])) return []
  if (Array.isArray(value)) return value.flatMap((item, index) => mapsIn(item, [...path, index], apart))
  if (!isMap(value)) return []
  return [{ path, value }, ...Object.entries(value).flatMap(([key, item]) => mapsIn(item, [...path, key], apart))]
}

/** Whether the object has one problem less, and no other, with the field there. */
function isHome(
  root: unknown,
  at: Field,
  home: Place & { readonly key: PathStep },
  before: ReadonlySet<string>,
  schemas: Schemas,
): boolean {
  const draft = structuredClone(root)
  const [from, to] = [mapAt(draft, at.path.slice(0, -1)), mapAt(draft, home.path)]
  if (from === undefined || to === undefined || home.key === '__proto__') return false
  to[home.key] = structuredClone(at.value)
  delete from[at.key]
  const after = problemsOf(draft, schemas)
  return after.length < before.size && after.every((problem) => before.has(problem))
}

function problemsOf(value: unknown, schemas: Schemas): string[] {
  return isMap(value)
    ? schemas.validate(value).map((problem: SchemaProblem) => `${problem.kind} ${problem.pointer} ${problem.message}`)
    : []
}

function mapAt(root: unknown, path: readonly PathStep[]): Record<string, unknown> | undefined {
  let value = root
  for (const step of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[step]
  return isMap(value) ? value : undefined
}
