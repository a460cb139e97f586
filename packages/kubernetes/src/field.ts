import { type PathStep, toPointer } from './pointer.ts'

/** True for a map, false for lists, scalars and nothing. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * A place in a Kubernetes object, with the value that stands there. The place may be empty: rules ask for
 * `object.at('spec', 'storageClassName')` without knowing whether any of it exists or has the right type.
 */
export class Field {
  readonly value: unknown
  readonly #base: Field | undefined
  readonly #steps: readonly PathStep[]
  #path: readonly PathStep[] | undefined

  constructor(value: unknown, path: readonly PathStep[] = [], base?: Field) {
    this.value = value
    this.#base = base
    this.#steps = path
  }

  /** The steps from the object to this place. Put together when asked for: most places are looked at and left. */
  get path(): readonly PathStep[] {
    this.#path ??= this.#base === undefined ? this.#steps : [...this.#base.path, ...this.#steps]
    return this.#path
  }

  /** JSON Pointer of this place in its object. */
  get pointer(): string {
    return toPointer(this.path)
  }

  /** False where the key is absent; null counts as absent, as for the API server. */
  get exists(): boolean {
    return this.value !== undefined && this.value !== null
  }

  /** The last step of the path: the key or index of this place. */
  get key(): PathStep {
    return this.#steps.at(-1) ?? this.#base?.key ?? ''
  }

  at(...steps: readonly PathStep[]): Field {
    let value = this.value
    for (const step of steps) value = child(value, step)
    return new Field(value, steps, this)
  }

  /** The value when it is a string. */
  get text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined
  }

  /** The value as text when it is a string, a number or a boolean. */
  get scalar(): string | undefined {
    const { value } = this
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
  }

  /** The value when it is a number. */
  get number(): number | undefined {
    return typeof this.value === 'number' ? this.value : undefined
  }

  is(value: string | number | boolean): boolean {
    return this.value === value
  }

  /** The elements of a list; nothing for any other value. */
  items(): Field[] {
    return Array.isArray(this.value) ? this.value.map((item, index) => new Field(item, [index], this)) : []
  }

  /** The entries of a map, keys as `key`; nothing for any other value. */
  entries(): Field[] {
    return isMap(this.value) ? Object.entries(this.value).map(([key, value]) => new Field(value, [key], this)) : []
  }

  /** The value when it is a map of strings (labels, annotations, selectors), else an empty one. */
  strings(): Readonly<Record<string, string>> {
    if (!isMap(this.value)) return NO_STRINGS
    return Object.fromEntries(Object.entries(this.value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
  }
}

const NO_STRINGS: Readonly<Record<string, string>> = Object.freeze({})

function child(value: unknown, step: PathStep): unknown {
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined
  return isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined
}
