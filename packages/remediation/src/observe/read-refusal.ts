/** Why the API server, or Argo CD before it, did not take an object. */
export type RefusalKind = 'value' | 'unknown-field' | 'immutable' | 'unknown-kind' | 'no-namespace' | 'quota' | 'denied' | 'other'

export interface ReadRefusal {
  readonly kind: RefusalKind
  /** The fields that it names, without the places in lists: these are of the merged object, not of the manifest. */
  readonly fields: readonly (readonly string[])[]
  /** What it says, without what differs each time. */
  readonly text: string
}

/** The first that fits counts: an immutable field is an invalid value too. */
const KINDS: readonly (readonly [RefusalKind, RegExp])[] = [
  [
    'immutable',
    /field is immutable|is immutable after creation|may not change once set|updates to \w+ spec for fields other than|cannot be changed/i,
  ],
  ['unknown-kind', /could not find \S+ for requested resource|no matches for kind|could not find the requested resource/i],
  ['no-namespace', /namespaces? "[^"]*" not found/i],
  ['quota', /exceeded quota/i],
  ['unknown-field', /unknown field|field not declared in schema/i],
  ['denied', /admission webhook|ValidatingAdmissionPolicy|denied the request|violates PodSecurity|is forbidden: /i],
]

const PATH = String.raw`[A-Za-z]\w*(?:\.\w+|\[[^\]]*\])*`
const NAMED: readonly RegExp[] = [
  new RegExp(
    String.raw`(?<![\w".\]])(${PATH}): (?:Invalid value|Required value|Unsupported value|Forbidden|Duplicate value|Too long|Too many|Not found)`,
    'g',
  ),
  new RegExp(String.raw`unknown field "(${PATH})"`, 'g'),
  new RegExp(String.raw`\.(${PATH}): field not declared in schema`, 'g'),
  // The type before the first dot is one of Go.
  new RegExp(String.raw`Go struct field \w+\.(${PATH}) of type`, 'g'),
]

const LONGEST = 2000

/** Reads what Argo CD quotes of a refusal. Fields are only where to look: nothing is believed of them. */
export function readRefusal(message: string): ReadRefusal {
  // The name of a temporary file.
  const text = message
    .slice(0, LONGEST)
    .replace(/^error when \w+ "[^"]*": /, '')
    .trim()
  const fields = NAMED.flatMap((pattern) => [...text.matchAll(pattern)].map(([, path = '']) => stepsOf(path)))
  const kind = KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? (fields.length > 0 ? 'value' : 'other')
  return { kind, fields: fields.filter((steps) => steps[0] !== 'patch'), text }
}

/** `spec.containers[name="web"].env[0].value` → spec, containers, env, value. */
function stepsOf(path: string): string[] {
  const parts = path.match(/[^.[\]]+|\[[^\]]*\]/g) ?? []
  return parts.flatMap((part) => {
    if (!part.startsWith('[')) return [part]
    const inner = part.slice(1, -1)
    return /^\d*$/.test(inner) || inner.includes('=') ? [] : [inner]
  })
}

/** Whether a place of a manifest is a named field, lies in it or holds it. */
export function isNamed(path: readonly string[], fields: readonly (readonly string[])[]): boolean {
  const plain = path.filter((step) => !/^(?:\d+|-)$/.test(step))
  return fields.some((field) => field.slice(0, plain.length).every((step, index) => step === plain[index]))
}
