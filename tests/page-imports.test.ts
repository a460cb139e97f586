import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const WEB = fileURLToPath(new URL('../apps/web/src/', import.meta.url))
const files = globSync('**/*.{ts,tsx}', { cwd: WEB }).map((file) => ({ file, text: readFileSync(`${WEB}${file}`, 'utf8') }))
const imports = files.flatMap(({ file, text }) =>
  [...text.matchAll(/(?:from|import) ?\(?'(?<name>[^']+)'/g)].map((match) => ({
    file,
    name: match.groups?.['name'] ?? '',
    line: match[0],
    text,
  })),
)

// The tool that checks the layers can't read JSX: for the page this test does it.
test('the page knows the contracts and no other package of the workspace', () => {
  expect(imports.length).toBeGreaterThan(200)
  const ours = imports.filter(({ name }) => name.startsWith('@aks-copilot/') && name !== '@aks-copilot/contracts')
  expect(ours.map(({ file, name }) => `${file}: ${name}`)).toEqual([])
  const outside = imports.filter(({ file, name }) => name.startsWith('.') && name.split('../').length - 1 > file.split('/').length - 1)
  expect(outside.map(({ file, name }) => `${file}: ${name}`)).toEqual([])
})

test('of the contracts it takes types only: no validator is loaded', () => {
  const values = files.filter(({ text }) => /^import (?!type\b)[^']*?from '@aks-copilot\/contracts'/m.test(text))
  expect(values.map(({ file }) => file)).toEqual([])
})

test('styles are never written into the document, which the policy forbids', () => {
  const writes = files.filter(({ text }) =>
    /<style|createElement\('style'\)|setAttribute\('style'|dangerouslySetInnerHTML|innerHTML/.test(text),
  )
  expect(writes.map(({ file }) => file)).toEqual([])
})
