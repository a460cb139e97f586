/** Puts what an image runs into one folder: the bundle without anything else, readable by everybody, writable by its owner. */
import { chmodSync, copyFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder = '/app'] = process.argv.slice(2)
const root = join(import.meta.dirname, '../..')
cpSync(join(root, 'apps/cli/dist'), folder, { recursive: true })
copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
copyFileSync(join(import.meta.dirname, 'health-check.mjs'), join(folder, 'health-check.mjs'))
const { name, version, license, type } = JSON.parse(readFileSync(join(root, 'apps/cli/package.json'), 'utf8'))
writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ name, version, license, type })}\n`)
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
  chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
