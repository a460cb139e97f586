/** Writes the registry of detectors from their folders: adding a detector is adding a folder. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { writeGenerated } from './generated-file.ts'

const folder = new URL('../packages/cluster/src/detect/detectors/', import.meta.url)
const ids = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/detector.ts`, folder)))
  .map((entry) => entry.name)
  .toSorted()
const name = (id: string): string => id.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())
const imports = ids.map((id) => `import ${name(id)} from './detectors/${id}/detector.ts'`).join('\n')
const list = ids.map((id) => `  ${name(id)},`).join('\n')

writeGenerated(
  new URL('../packages/cluster/src/detect/detectors.generated.ts', import.meta.url),
  `// Made by scripts/generate-detectors.ts from the folders in detectors/. Do not edit.\n${imports}\nimport type { Detector } from './detector.ts'\n\n/** Every detector, by id. */\nexport const DETECTORS: readonly Detector[] = [\n${list}\n]\n`,
)

/** The state that shows it, as YAML: `broken.yaml`, or the first named case. */
function exampleOf(id: string): string {
  const examples = new URL(`${id}/examples/`, folder)
  const files = readdirSync(examples).toSorted()
  const file = files.find((file) => file === 'broken.yaml') ?? files.find((file) => file.endsWith('broken.yaml'))
  return file === undefined ? '' : readFileSync(new URL(file, examples), 'utf8')
}

writeGenerated(
  new URL('../packages/cluster/src/detect/detector-examples.generated.ts', import.meta.url),
  `// Made by scripts/generate-detectors.ts from the examples of the detectors. Do not edit.\n\n/** For each detector a state of a cluster in which it finds something. */\nexport const DETECTOR_EXAMPLES: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(ids.map((id) => [id, exampleOf(id)])), undefined, 2)}\n`,
)
