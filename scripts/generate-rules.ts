/** Writes the registry of rules from their folders: adding a rule is adding a folder. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeGenerated } from './generated-file.ts'

const folder = new URL('../packages/manifests/src/inspect/rules/', import.meta.url)
const ids = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .toSorted()
const name = (id: string): string => id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
const imports = ids.map((id) => `import ${name(id)} from './rules/${id}/rule.ts'`).join('\n')
const list = ids.map((id) => `  ${name(id)},`).join('\n')

writeGenerated(
  new URL('../packages/manifests/src/inspect/rules.generated.ts', import.meta.url),
  `// Made by scripts/generate-rules.ts from the folders in rules/. Do not edit.\n${imports}\nimport type { Rule } from './rule.ts'\n\n/** Every rule, by id. */\nexport const RULES: readonly Rule[] = [\n${list}\n]\n`,
)

const example = (id: string, kind: string): string | undefined => {
  const examples = new URL(`${id}/examples/`, folder)
  const name = existsSync(examples)
    ? (readdirSync(examples)
        .toSorted()
        .find((file) => file === `${kind}.yaml`) ??
      readdirSync(examples)
        .toSorted()
        .find((file) => file.endsWith(`${kind}.yaml`)))
    : undefined
  return name === undefined ? undefined : readFileSync(new URL(name, examples), 'utf8')
}
const examples = Object.fromEntries(ids.map((id) => [id, { bad: example(id, 'bad') ?? '', fixed: example(id, 'fixed') }]))

writeGenerated(
  new URL('../packages/manifests/src/inspect/rule-examples.generated.ts', import.meta.url),
  `// Made by scripts/generate-rules.ts from the examples of the rules. Do not edit.\n\n/** For each rule a manifest that it complains about, and the same one mended. */\nexport const RULE_EXAMPLES: Readonly<Record<string, { readonly bad: string; readonly fixed?: string }>> = ${JSON.stringify(examples, undefined, 2)}\n`,
)
