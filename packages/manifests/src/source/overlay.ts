import { isMap, type PathStep } from '@aks-copilot/kubernetes'

/**
 * What a renderer (Kustomize) makes of an object beyond its text: values that it sets or, where `value` is undefined, removes.
 * It is laid over the object each time its text is read, so that rules see what the cluster would get, and fixes edit the text.
 */
export interface Overlay {
  readonly kind: string
  readonly name: string
  readonly changes: readonly { readonly path: readonly PathStep[]; readonly value: unknown }[]
}

type Json = Readonly<Record<string, unknown>>

/** The overlay that leads from what a text says to what was rendered of it; undefined when the two are not the same object by name. */
export function overlayBetween(source: Json, rendered: Json): Overlay | undefined {
  const [kind, name] = [source['kind'], nameOf(source)]
  if (
    typeof kind !== 'string' ||
    name === undefined ||
    rendered['kind'] !== kind ||
    rendered['apiVersion'] !== source['apiVersion'] ||
    nameOf(rendered) !== name
  )
    return undefined
  const changes: { path: readonly PathStep[]; value: unknown }[] = []
  compare(source, rendered, [], (path, value) => changes.push({ path, value }))
  return { kind, name, changes }
}

/** Lays an overlay over an object; an object of another kind or name (after a conversion) stays as it is. */
export function withOverlay(value: Json, { kind, name, changes }: Overlay): Json {
  if (value['kind'] !== kind || nameOf(value) !== name) return value
  return changes.reduce<Json>((result, change) => setAt(result, change.path, change.value) as Json, value)
}

function nameOf(value: Json): string | undefined {
  const metadata = value['metadata']
  return isMap(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : undefined
}

function compare(
  source: unknown,
  rendered: unknown,
  path: readonly PathStep[],
  note: (path: readonly PathStep[], value: unknown) => void,
): void {
  if (Array.isArray(source) && Array.isArray(rendered) && source.length === rendered.length) {
    for (const [index, item] of source.entries()) compare(item, rendered[index], [...path, index], note)
  } else if (isMap(source) && isMap(rendered)) {
    for (const key of new Set([...Object.keys(source), ...Object.keys(rendered)])) {
      if (!Object.hasOwn(rendered, key)) note([...path, key], undefined)
      else compare(Object.hasOwn(source, key) ? source[key] : undefined, rendered[key], [...path, key], note)
    }
  } else if (source !== rendered) note(path, rendered)
}

/** A copy with one place changed; everything beside the path is shared. A path that leads nowhere changes nothing. */
function setAt(target: unknown, path: readonly PathStep[], value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (Array.isArray(target)) {
    const index = Number(step)
    return index < target.length ? target.with(index, setAt(target[index], rest, value)) : target
  }
  if (!isMap(target)) return target
  if (rest.length === 0 && value === undefined) return Object.fromEntries(Object.entries(target).filter(([key]) => key !== step))
  const inner = Object.hasOwn(target, step) ? target[step] : rest.length > 0 ? {} : undefined
  return { ...target, [step]: setAt(inner, rest, value) }
}
