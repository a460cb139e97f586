import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { expect, it } from 'vitest'
import { licenseTexts, packageFolders, thirdPartyLicenses } from '../scripts/third-party-licenses.ts'
import { temporaryFolder } from './temporary-folder.ts'

const FILES = {
  'main.js': "import { a } from 'a'\nconsole.log(a())\n",
  'node_modules/a/package.json': '{ "name": "a", "version": "1.0.0", "license": "MIT", "main": "index.js" }',
  'node_modules/a/index.js': "import { b } from '@s/b'\nexport const a = () => b()\n",
  'node_modules/a/LICENSE.md': 'Copyright A\r\n',
  'node_modules/a/node_modules/@s/b/package.json': '{ "name": "@s/b", "version": "2.0.0", "license": "ISC", "main": "lib/index.js" }',
  'node_modules/a/node_modules/@s/b/lib/index.js': 'export const b = () => process.pid\n',
  'node_modules/a/node_modules/@s/b/licence': 'Copyright B\n',
  'node_modules/unused/package.json': '{ "name": "unused", "version": "3.0.0" }',
  'node_modules/font/package.json': '{ "name": "font", "version": "4.0.0", "license": "OFL-1.1" }',
  'node_modules/font/LICENSE': 'Copyright A',
}

it('writes the licences of what is bundled, and of nothing else', async () => {
  const folder = temporaryFolder(FILES)
  const plugins = [thirdPartyLicenses([join(folder, 'node_modules/font')])]
  const build = await rolldown({ cwd: folder, input: 'main.js', plugins })
  const { output } = await build.generate()
  const file = output.find(({ fileName }) => fileName === 'THIRD-PARTY-LICENSES.txt')
  const text = file?.type === 'asset' ? String(file.source) : ''
  expect(text.split(/\n+-{80}\n+/)).toEqual([
    'aks-copilot contains these packages, each under its own licence.',
    '@s/b 2.0.0 (ISC)\n\nCopyright B',
    'a 1.0.0 (MIT)\nfont 4.0.0 (OFL-1.1)\n\nCopyright A\n',
  ])
})

it('names a package that brings no text, and passes over what is of no package', () => {
  const folder = temporaryFolder(FILES)
  expect(licenseTexts([join(folder, 'node_modules/unused')])).toContain('unused 3.0.0 ()\n\nThe package brings no text of its licence.')
  expect(packageFolders(['\0rolldown/runtime.js', '/work/src/main.ts', 'C:\\x\\node_modules\\a\\b.js'])).toEqual(['C:/x/node_modules/a'])
})
