import { meantName } from './meant-name.ts'

/** A model of the catalogue, or one that is only on the disk. */
export interface FoundryModel {
  /** qwen2.5-0.5b-instruct-generic-cpu, some with a version: …-cpu:3. */
  readonly id: string
  /** qwen2.5-0.5b: the same model for every kind of hardware. */
  readonly alias: string | undefined
  /** CPUExecutionProvider, CUDAExecutionProvider … */
  readonly executionProvider?: string | undefined
  readonly bytes?: number | undefined
}

/** The best hardware first; what a machine lacks its catalogue does not hold. */
const HARDWARE = ['npu', 'cuda', 'gpu', 'webgpu', 'cpu']

/** Whether two ids name the same model; some answers have the version of the catalogue behind a colon, some not. */
export function isSameModel(left: string, right: string): boolean {
  return withoutVersion(left) === withoutVersion(right)
}

function withoutVersion(id: string): string {
  return id.replace(/:\d+$/, '').toLowerCase()
}

/** Whether an alias means this id: `qwen2.5-0.5b` is `qwen2.5-0.5b-instruct-generic-cpu` and never `qwen2.5-0.5b-coder…`. */
function isAliasOf(alias: string, { id, alias: own }: FoundryModel): boolean {
  const [short, full] = [alias.toLowerCase(), withoutVersion(id)]
  if (own !== undefined) return own.toLowerCase() === short
  return (
    full.startsWith(`${short}-instruct-`) ||
    full.startsWith(`${short}-generic-`) ||
    full.startsWith(`${short}-cuda-`) ||
    full.startsWith(`${short}-npu-`)
  )
}

/**
 * The id that a name stands for: the id itself, else the model of that alias; of several the one in memory, then the one on the disk,
 * then the one for the best hardware. undefined: none, and nothing else is taken in its place.
 */
export function resolveModel(
  name: string,
  {
    catalogue,
    cached,
    loaded,
  }: { readonly catalogue: readonly FoundryModel[]; readonly cached: readonly string[]; readonly loaded: readonly string[] },
): FoundryModel | undefined {
  const all = [
    ...catalogue,
    ...[...loaded, ...cached].filter((id) => !catalogue.some((model) => isSameModel(model.id, id))).map((id) => ({ id, alias: undefined })),
  ]
  const exact = all.find(({ id }) => isSameModel(id, name))
  if (exact !== undefined) return exact
  const rank = (model: FoundryModel): number => {
    if (loaded.some((id) => isSameModel(id, model.id))) return 0
    if (cached.some((id) => isSameModel(id, model.id))) return 1
    const hardware = HARDWARE.findIndex((word) => model.id.toLowerCase().includes(word))
    return 2 + (hardware < 0 ? HARDWARE.length : hardware)
  }
  return all.filter((model) => isAliasOf(name, model)).toSorted((left, right) => rank(left) - rank(right))[0]
}

/** The name that was probably meant. */
export function nearestModel(name: string, models: readonly FoundryModel[]): string | undefined {
  return meantName(name, [...new Set(models.flatMap(({ id, alias }) => (alias === undefined ? [id] : [alias, id])))])
}
