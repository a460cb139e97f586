/** Writes the registry of rules from their folders: adding a rule is adding a folder. */
import { readdirSync } from 'node:fs'
import { writeGenerated } from './generated-file.ts'

const folder = new URL('../packages/manifests/src/inspect/rules/', import.meta.url)
const ids = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).toSorted()
const name = (id: string): string => id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
const imports = ids.map((id) => `import ${name(id)} from './rules/${id}/rule.ts'`).join('\n')
const list = ids.map((id) => `  ${name(id)},`).join('\n')

writeGenerated(
  new URL('../packages/manifests/src/inspect/rules.generated.ts', import.meta.url),
  `// Made by scripts/generate-rules.ts from the folders in rules/. Do not edit.\n${imports}\nimport type { Rule } from './rule.ts'\n\n/** Every rule, by id. */\nexport const RULES: readonly Rule[] = [\n${list}\n]\n`,
)
