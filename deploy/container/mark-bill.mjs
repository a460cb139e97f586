/** Says in the bills of materials what they cover, for they are attested to images that hold more: mark-bill.mjs FOLDER */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const COVERS =
  'All npm packages that the lock file gives the build: those of the bundle, and the tools that made it. Not in it: the base image with Node.js; kubectl and helm of the image -jobs; node-llama-cpp of the image -embedded.'

const [folder = '/bill'] = process.argv.slice(2)
change('aks-copilot.spdx.json', (bill) => ({ ...bill, comment: COVERS }))
change('aks-copilot.cdx.json', ({ metadata, ...bill }) => ({
  ...bill,
  metadata: { ...metadata, properties: [...(metadata?.properties ?? []), { name: 'aks-copilot:covers', value: COVERS }] },
}))

function change(name, map) {
  const file = join(folder, name)
  writeFileSync(file, `${JSON.stringify(map(JSON.parse(readFileSync(file, 'utf8'))), null, 2)}\n`)
}
