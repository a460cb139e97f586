import { expect, it } from 'vitest'
import type { GitFile, GitHost, SourceOfManifests } from '../ports.ts'
import { readSourceFiles } from './read-source-files.ts'

const KUSTOMIZE: SourceOfManifests = { repository: 'r', revision: 'main', path: 'overlays/prod', kind: 'kustomize' }

it('follows bases, components, patches and data, theirs too', async () => {
  const { read, asked } = repositoryOf({
    'overlays/prod/kustomization.yaml':
      'resources: [../../base]\ncomponents: [../../parts/a]\npatches: [{path: p.yaml}]\nconfigMapGenerator: [{name: c, files: [k=c.txt]}]\n',
    'overlays/prod/p.yaml': 'a: 1\n',
    'overlays/prod/c.txt': 'text',
    'base/kustomization.yml': 'bases: [../lowest]\n',
    'lowest/Kustomization': 'resources: [web.yaml]\n',
    'lowest/web.yaml': 'kind: Service\n',
    'parts/a/kustomization.yaml': 'kind: Component\n',
    'parts/b/kustomization.yaml': 'kind: Component\n',
  })
  expect(await read(KUSTOMIZE)).toEqual([
    'base/kustomization.yml',
    'lowest/Kustomization',
    'lowest/web.yaml',
    'overlays/prod/c.txt',
    'overlays/prod/kustomization.yaml',
    'overlays/prod/p.yaml',
    'parts/a/kustomization.yaml',
  ])
  expect(asked()).toEqual(['overlays/prod', 'base', 'parts/a', 'lowest'])
})

it.each([
  '../../../../etc',
  '/etc',
  'C:\\windows',
  '..\\..\\base',
  '"a\\0b"',
  'https://example.com/x.yaml',
  'https://example.com/x?ref=main',
  'git@github.com:a/b.git',
  'github.com/a/b',
  'ssh://git@example.com/a/b',
  'git::https://example.com/a',
  'example.com/a/b//c?ref=1',
  'user@example.com:a/b',
])('asks for nothing that is not in the repository: %s', async (entry) => {
  const { read, asked } = repositoryOf({
    'overlays/prod/kustomization.yaml': `resources: [${entry.startsWith('"') ? entry : `'${entry}'`}]\n`,
  })
  await read(KUSTOMIZE)
  expect(asked().filter((path) => path !== 'overlays/prod')).toEqual([])
})

it('ends where bases go in circles, or are endless', async () => {
  const circle = repositoryOf({
    'overlays/prod/kustomization.yaml': 'resources: [../b]\n',
    'overlays/b/kustomization.yaml': 'resources: [../prod]\n',
  })
  expect(await circle.read(KUSTOMIZE)).toHaveLength(2)
  const endless = repositoryOf({}, (folder) => ({ path: `${folder}/kustomization.yaml`, text: 'resources: [../x/deeper]\n' }))
  await endless.read({ ...KUSTOMIZE, path: 'a' })
  expect(endless.asked().length).toBeLessThan(15)
})

it('reads the value files and the local dependencies of a chart', async () => {
  const { read } = repositoryOf({
    'charts/web/Chart.yaml': 'dependencies: [{name: lib, repository: "file://../lib"}, {name: far, repository: "https://example.com"}]\n',
    'charts/web/values.yaml': 'a: 1\n',
    'charts/lib/Chart.yaml': 'name: lib\n',
    'charts/other/Chart.yaml': 'name: other\n',
    'envs/prod.yaml': 'a: 2\n',
    'envs/dev.yaml': 'a: 3\n',
    'charts/values.yaml': 'a: 4\n',
  })
  const helm = { valueFiles: ['../values.yaml', '/envs/prod.yaml', 'https://example.com/v.yaml', '../../../etc/passwd'], parameters: [] }
  const source: SourceOfManifests = { ...KUSTOMIZE, path: 'charts/web', kind: 'helm', helm }
  expect(await read(source)).toEqual([
    'charts/lib/Chart.yaml',
    'charts/values.yaml',
    'charts/web/Chart.yaml',
    'charts/web/values.yaml',
    'envs/prod.yaml',
  ])
})

function repositoryOf(
  content: Readonly<Record<string, string>>,
  made?: (folder: string) => GitFile,
): { read: (source: SourceOfManifests) => Promise<string[]>; asked: () => string[] } {
  const asked: string[] = []
  const git: Pick<GitHost, 'files'> = {
    files: (_revision, folder) => {
      asked.push(folder)
      const found = Object.entries(content).filter(([path]) => path === folder || path.startsWith(`${folder}/`))
      return Promise.resolve(made === undefined ? found.map(([path, text]) => ({ path, text })) : [made(folder)])
    },
  }
  return {
    asked: () => asked,
    read: async (source) => {
      const files = await readSourceFiles(git, 'main', source, new AbortController().signal)
      return files.map(({ path }) => path).toSorted()
    },
  }
}
