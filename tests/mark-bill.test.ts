import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

const read = (folder: string, name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))

it('says in both bills of materials what they do not cover, and leaves the rest as it was', () => {
  const folder = temporaryFolder({
    'aks-copilot.spdx.json': JSON.stringify({ spdxVersion: 'SPDX-2.3', packages: [{ name: 'zod' }] }),
    'aks-copilot.cdx.json': JSON.stringify({ bomFormat: 'CycloneDX', metadata: { timestamp: 'now' }, components: [] }),
  })
  const { status, stderr } = spawnSync(process.execPath, ['deploy/container/mark-bill.mjs', folder], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const covers = expect.stringMatching(/Not in it: the base image .*kubectl and helm .*node-llama-cpp/) as string
  expect(read(folder, 'aks-copilot.spdx.json')).toEqual({ spdxVersion: 'SPDX-2.3', packages: [{ name: 'zod' }], comment: covers })
  const properties = [{ name: 'aks-copilot:covers', value: covers }]
  expect(read(folder, 'aks-copilot.cdx.json')).toEqual({
    bomFormat: 'CycloneDX',
    metadata: { timestamp: 'now', properties },
    components: [],
  })
})

it('marks the bills that the image workflow attests, which leave out nothing that is bundled', () => {
  const stage = /^FROM build AS bill$([\s\S]*?)^FROM /m.exec(readFileSync('deploy/container/Containerfile', 'utf8'))?.[1] ?? ''
  expect(stage).toMatch(/ && node deploy\/container\/mark-bill\.mjs \/bill$/m)
  expect(stage).not.toMatch(/npm sbom[^\n]* --omit/)
})
