/** Turns the built-in profiles, which are YAML files that a user can copy, into a module. */
import { readdirSync, readFileSync } from 'node:fs'
import { readSourceProfile, readTargetProfile, withBase } from '../packages/manifests/src/profiles/read-profile.ts'
import { readYaml } from '../packages/manifests/src/source/yaml.ts'
import { writeGenerated } from './generated-file.ts'

const profiles = new URL('../packages/manifests/src/profiles/', import.meta.url)
const read = (folder: string) =>
  readdirSync(new URL(`${folder}/`, profiles))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => ({ name: name.replace(/\.yaml$/, ''), text: readFileSync(new URL(`${folder}/${name}`, profiles), 'utf8') }))

const targets = read('target')
const raw = (name: string): Readonly<Record<string, unknown>> | undefined => {
  const found = targets.find((target) => target.name === name)
  const result = found === undefined ? undefined : readYaml(found.text)
  return result?.ok === true ? withBase(result.value as Readonly<Record<string, unknown>>, name, raw) : undefined
}
const code = (value: unknown): string => JSON.stringify(value, undefined, 2)
const sources = read('source')

writeGenerated(
  new URL('built-in.generated.ts', profiles),
  `// Made by scripts/generate-profiles.ts from the YAML files in source/ and target/. Do not edit.
import type { SourceProfile, TargetProfile } from './profile.ts'

/** The built-in source profiles, by name. */
export const SOURCE_PROFILES: Readonly<Record<string, SourceProfile>> = ${code(Object.fromEntries(sources.map(({ name, text }) => [name, readSourceProfile(text, name)])))}

/** The built-in target profiles, by name, with everything that they extend. */
export const TARGET_PROFILES: Readonly<Record<string, TargetProfile>> = ${code(Object.fromEntries(targets.map(({ name, text }) => [name, readTargetProfile(text, name, raw)])))}

/** The texts of the built-in profiles, to copy and edit. */
export const PROFILE_TEXTS: Readonly<Record<string, string>> = ${code(Object.fromEntries([...sources, ...targets].map(({ name, text }) => [name, text])))}
`,
)
