import { sameJson } from '@aks-copilot/kubernetes'
import type { GitFile, ManifestRenderer, SourceOfManifests } from '../ports.ts'
import type { CandidateEdit } from './candidate-edit.ts'
import { candidatesFor } from './candidates-for.ts'
import { differenceBetween, stemOf } from './compare-renderings.ts'
import { parameterThatSets } from './helm-candidates.ts'
import { valueAt, type WantedField, withValue } from './wanted-change.ts'

type Json = Readonly<Record<string, unknown>>

export interface Setting {
  readonly source: SourceOfManifests
  readonly texts: readonly GitFile[]
  readonly renderer: ManifestRenderer
  readonly signal: AbortSignal
}

export type Fit =
  | {
      readonly ok: true
      readonly edit: CandidateEdit
      readonly texts: readonly GitFile[]
      /** What they render to. */
      readonly objects: readonly Json[]
      /** Other wanted fields that the same edit sets as wanted. */
      readonly also: readonly WantedField[]
    }
  | { readonly ok: false; readonly why: string }

/** The likeliest is mostly right; after it, a few at a time. */
const AT_ONCE = 3

/** Renders candidates until one changes the field, perhaps other wanted ones, and nothing else. */
export async function firstThatFits(
  field: WantedField,
  others: readonly WantedField[],
  objects: readonly Json[],
  setting: Setting,
): Promise<Fit> {
  const candidates = candidatesFor(field, objects, setting.source, setting.texts)
  const reasons: Verdict[] = []
  for (let start = 0, count = 1; start < candidates.length; start += count, count = start === 0 ? 1 : AT_ONCE) {
    const verdicts = await Promise.all(
      candidates.slice(start, start + count).map(async (edit) => await verdictOn(edit, { field, others, objects }, setting)),
    )
    const fit = verdicts.find((verdict) => verdict.fit !== undefined)?.fit
    if (fit !== undefined) return fit
    reasons.push(...verdicts)
  }
  return { ok: false, why: await whyNone(field, objects, reasons, setting) }
}

interface Wish {
  readonly field: WantedField
  readonly others: readonly WantedField[]
  readonly objects: readonly Json[]
}

interface Verdict {
  readonly fit?: Extract<Fit, { ok: true }>
  /** Why it does not fit; absent where it has no effect at all. */
  readonly why?: string
  /** It sets the field as wanted, and something else. */
  readonly isRight?: boolean
}

async function verdictOn(edit: CandidateEdit, wish: Wish, { source, texts, renderer, signal }: Setting): Promise<Verdict> {
  const { field, others, objects } = wish
  const edited = texts.map((file) => (file.path === edit.file ? { ...file, text: edit.text } : file))
  const rendered = await renderer.render(source, edited, signal)
  const place = `${edit.file}:${edit.line}`
  if (!rendered.ok) return { why: `with ${place} changed, ${rendered.why}` }
  const also = others.filter((other) => isSet(other, objects, rendered.objects))
  const target = [field, ...also].reduce<readonly Json[]>(
    (all, { object, path, after }) => all.map((one, index) => (index === object ? (withValue(one, path, after) as Json) : one)),
    objects,
  )
  const difference = differenceBetween(rendered.objects, target)
  if (difference === undefined) return { fit: { ok: true, edit, texts: edited, objects: target, also } }
  if (differenceBetween(rendered.objects, objects) === undefined) return {}
  const isRight = isSet(field, objects, rendered.objects)
  return { isRight, why: isRight ? `${place} sets it, but ${difference}` : `${place} does not set it alone: ${difference}` }
}

/** Whether a rendering has a field as wanted. What is appended, or is absent either way, shows only in the whole. */
function isSet({ object, path, after }: WantedField, objects: readonly Json[], rendered: readonly Json[]): boolean {
  const own = objects[object]
  const other = own === undefined ? undefined : rendered.find((one) => keyOf(one) === keyOf(own))
  if (own === undefined || other === undefined || path.includes('-')) return false
  return sameJson(valueAt(other, path), after) && !sameJson(valueAt(own, path), after)
}

function keyOf(object: Json): string {
  const { name, namespace } = (object['metadata'] ?? {}) as { name?: string; namespace?: string }
  return JSON.stringify([object['kind'], namespace ?? '', stemOf(object) ?? name])
}

async function whyNone(field: WantedField, objects: readonly Json[], verdicts: readonly Verdict[], setting: Setting): Promise<string> {
  const { source, texts, renderer, signal } = setting
  const reason = (verdicts.find(({ isRight }) => isRight === true) ?? verdicts.find(({ why }) => why !== undefined))?.why
  const parameter = parameterThatSets(field, source.helm?.parameters ?? [])
  if (parameter !== undefined && !verdicts.some(({ isRight }) => isRight === true))
    return `the parameter ${parameter} of the Application itself may set it, which is not in Git`
  if (reason === undefined) return notFound(source)
  const again = source.kind === 'helm' ? await renderer.render(source, texts, signal) : undefined
  const isUnsteady = again?.ok === true && differenceBetween(again.objects, objects) !== undefined
  return isUnsteady ? 'the chart renders to something else each time' : reason
}

function notFound({ helm, kustomize, kind }: SourceOfManifests): string {
  const own = kind === 'helm' ? helm?.values !== undefined || (helm?.parameters.length ?? 0) > 0 : kustomize !== undefined
  return own ? 'no line in Git sets it; the Application itself may' : 'no line in Git sets it'
}
