import { CopilotError } from '@aks-copilot/contracts'
import { isMap, KUBERNETES_VERSIONS, nearestWord } from '@aks-copilot/kubernetes'
import { z } from 'zod'
import { readYaml } from '../source/yaml.ts'
import type { SourceProfile, TargetProfile } from './profile.ts'

const words = z.array(z.string())
const severity = z.enum(['error', 'warning', 'info', 'off'])

export const sourceSchema = z.strictObject({
  name: z.string().min(1),
  title: z.string().min(1),
  assumes: words.default([]),
  evidence: z
    .strictObject({
      apiGroups: words,
      kinds: words,
      storageClasses: words,
      ingressClasses: words,
      runtimeClasses: words,
      keys: words,
      images: words,
    })
    .partial()
    .default({}),
})

export const targetSchema = z.strictObject({
  name: z.string().min(1),
  title: z.string().min(1),
  kubernetes: z.enum(KUBERNETES_VERSIONS as unknown as readonly [string, ...string[]]),
  safeguards: z.enum(['off', 'warn', 'enforce']),
  podSecurity: z.strictObject({ level: z.enum(['privileged', 'baseline', 'restricted']), mode: z.enum(['warn', 'enforce']) }),
  automatic: z.boolean(),
  ingress: z.strictObject({ api: z.enum(['ingress', 'gateway']), className: z.string(), gatewayClassName: z.string() }),
  networkPolicy: z.enum(['none', 'azure', 'cilium', 'calico', 'unknown']),
  storage: z.strictObject({ disk: z.string(), shared: z.string(), classes: words, map: z.record(z.string(), z.string()) }),
  registries: z.strictObject({ map: z.record(z.string(), z.string()), allowed: words }),
  requests: z
    .strictObject({ cpu: z.string(), memory: z.string() })
    .nullable()
    .transform((value) => value ?? undefined),
  allow: words,
  severity: z.record(z.string(), severity),
})

/** Reads the text of a source profile. */
export function readSourceProfile(text: string, file: string): SourceProfile {
  return validated(sourceSchema, readMap(text, file), file) as SourceProfile
}

/** Reads the text of a target profile; `extends` names another one, whose keys it takes over where it has none of its own. */
export function readTargetProfile(
  text: string,
  file: string,
  known: (name: string) => Readonly<Record<string, unknown>> | undefined,
): TargetProfile {
  return validated(targetSchema, asWritten(withBase(readMap(text, file), file, known)), file) as TargetProfile
}

/** A profile with the keys of what it extends; lists and scalars replace, maps merge. */
export function withBase(
  profile: Readonly<Record<string, unknown>>,
  file: string,
  known: (name: string) => Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> {
  const { extends: name, ...own } = profile
  if (name === undefined) return own
  const base = typeof name === 'string' ? known(name) : undefined
  if (base === undefined)
    throw profileError(file, `it extends \`${typeof name === 'string' ? name : JSON.stringify(name)}\`, which is no built-in profile`)
  return merge(base, own)
}

/** `off` and `1.35` without quotes are a boolean and a number in YAML; here they are the words that they look like. */
function asWritten(profile: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { kubernetes, safeguards, severity } = profile
  return {
    ...profile,
    ...(typeof kubernetes === 'number' ? { kubernetes: String(kubernetes) } : {}),
    ...(safeguards === false ? { safeguards: 'off' } : {}),
    ...(isMap(severity)
      ? { severity: Object.fromEntries(Object.entries(severity).map(([rule, value]) => [rule, value === false ? 'off' : value])) }
      : {}),
  }
}

function merge(base: Readonly<Record<string, unknown>>, own: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const entries = Object.entries(own).map(
    ([key, value]) => [key, isMap(value) && isMap(base[key]) ? merge(base[key], value) : value] as const,
  )
  return { ...base, ...Object.fromEntries(entries) }
}

function readMap(text: string, file: string): Readonly<Record<string, unknown>> {
  const result = readYaml(text)
  if (!result.ok) throw profileError(file, `it is not valid YAML: ${result.problem.reason}`)
  if (!isMap(result.value)) throw profileError(file, 'it is not a map of keys')
  return result.value
}

function validated(schema: typeof sourceSchema | typeof targetSchema, value: unknown, file: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const place = issue?.path.join('.') ?? ''
  if (issue?.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? ''
    const near = nearestWord(key, Object.keys(schema.shape))
    throw profileError(
      file,
      `the key \`${[place, key].filter(Boolean).join('.')}\` is unknown${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
    )
  }
  throw profileError(file, `${place === '' ? '' : `\`${place}\`: `}${issue?.message ?? 'invalid'}`)
}

function profileError(file: string, why: string): CopilotError {
  return new CopilotError({
    code: 'PROFILE_INVALID',
    category: 'validation',
    message: `The profile ${file} can't be used: ${why}${why.endsWith('?') ? '' : '.'}`,
    remedy: 'Compare it with a built-in one: `aks-copilot profiles aks-standard`.',
  })
}
