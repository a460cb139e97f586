/** What the licences of the packages ask for that a bundle is made of: their texts, in a file beside it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

const FILE = 'THIRD-PARTY-LICENSES.txt'
const TEXT = /^(?:licen[cs]e|copying|notice)(?:[-.].*)?$/i
const RULE = `\n\n${'-'.repeat(80)}\n\n`

/** Emits the file. What comes into the bundle without being a module of it, such as fonts and styles, is named by its folder. */
export function thirdPartyLicenses(folders: readonly string[] = []): Plugin {
  return {
    name: 'third-party-licenses',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
      this.emitFile({ type: 'asset', fileName: FILE, source: licenseTexts([...packageFolders(modules), ...folders]) })
    },
  }
}

/** Where the packages lie that these modules are of; a package inside another one is one of its own. */
export function packageFolders(modules: readonly string[]): readonly string[] {
  const found = modules.map((id) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1])
  return [...new Set(found.filter((folder) => folder !== undefined))]
}

/** Packages with the same text share it. */
export function licenseTexts(folders: readonly string[]): string {
  const byText = new Map<string, Set<string>>()
  for (const folder of folders) {
    const { title, text } = readPackage(folder)
    byText.set(text, (byText.get(text) ?? new Set()).add(title))
  }
  const parts = [...byText].map(([text, titles]) => `${[...titles].toSorted().join('\n')}\n\n${text}`)
  return `${['aks-copilot contains these packages, each under its own licence.', ...parts.toSorted()].join(RULE)}\n`
}

function readPackage(folder: string): { readonly title: string; readonly text: string } {
  const file = join(folder, 'package.json')
  const about = (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) as Readonly<Record<string, unknown>>
  const [name, version, license] = [about['name'], about['version'], about['license']].map((one) => (typeof one === 'string' ? one : ''))
  const texts = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXT.test(entry.name))
    .map((entry) => readFileSync(join(folder, entry.name), 'utf8').replaceAll('\r\n', '\n').trim())
  return { title: `${name} ${version} (${license})`, text: texts.join('\n\n') || 'The package brings no text of its licence.' }
}
