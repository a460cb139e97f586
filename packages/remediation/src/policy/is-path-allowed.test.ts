import { expect, it } from 'vitest'
import type { GitFile, SourceOfManifests } from '../ports.ts'
import { isPathAllowed } from './is-path-allowed.ts'
import { matchesPath } from './matches-path.ts'

const PLAIN: SourceOfManifests = { repository: 'r', revision: 'main', path: 'app', kind: 'directory', recurse: true }
const OVERLAY: SourceOfManifests = { ...PLAIN, path: './overlays/prod/', kind: 'kustomize' }
const CHART: SourceOfManifests = { ...PLAIN, path: 'chart', kind: 'helm', helm: { valueFiles: ['../envs/prod.yaml'], parameters: [] } }
const FILES: GitFile[] = [
  {
    path: 'overlays/prod/kustomization.yaml',
    text: 'resources: [../../base]\nconfigMapGenerator: [{name: a, envs: [.env, a.properties], files: [run.sh]}]\n',
  },
  { path: 'overlays/prod/.env', text: 'A=1\n' },
  { path: 'overlays/prod/a.properties', text: 'A=1\n' },
  { path: 'overlays/prod/run.sh', text: 'true\n' },
  { path: 'overlays/prod/unused.yaml', text: 'a: 1\n' },
  { path: 'base/kustomization.yaml', text: 'resources: [web.yaml]\n' },
  { path: 'base/web.yaml', text: 'kind: Service\n' },
]
const CHART_FILES: GitFile[] = [
  'chart/Chart.yaml',
  'chart/values.yaml',
  'chart/templates/a.yaml',
  'chart/templates/_b.tpl',
  'chart/files/c.yaml',
  'envs/prod.yaml',
  'envs/dev.yaml',
].map((path) => ({ path, text: 'name: a\n' }))

it.each([
  ['app/web.yaml', PLAIN, [], true],
  ['app/deep/web.json', PLAIN, [], true],
  ['other/web.yaml', PLAIN, [], false],
  ['application/web.yaml', PLAIN, [], false],
  ['app/../other/web.yaml', PLAIN, [], false],
  ['/app/web.yaml', PLAIN, [], false],
  ['app\\web.yaml', PLAIN, [], false],
  ['app/web.yaml\0.sh', PLAIN, [], false],
  ['C:/app/web.yaml', PLAIN, [], false],
  ['app/.github/workflows/ci.yaml', PLAIN, [], false],
  ['app/.gitlab-ci.yml', PLAIN, [], false],
  ['app/.hidden/web.yaml', PLAIN, [], false],
  ['app/CODEOWNERS', PLAIN, [], false],
  ['app/Dockerfile', PLAIN, [], false],
  ['app/docker-compose.yml', PLAIN, [], false],
  ['app/azure-pipelines.yml', PLAIN, [], false],
  ['app/package.json', PLAIN, [], false],
  ['app/run.sh', PLAIN, [], false],
  ['app/README.md', PLAIN, [], false],
  ['overlays/prod/kustomization.yaml', OVERLAY, FILES, true],
  ['base/web.yaml', OVERLAY, FILES, true],
  ['overlays/prod/.env', OVERLAY, FILES, true],
  ['overlays/prod/a.properties', OVERLAY, FILES, true],
  ['overlays/prod/run.sh', OVERLAY, FILES, false],
  ['overlays/prod/unused.yaml', OVERLAY, FILES, false],
  ['overlays/dev/kustomization.yaml', OVERLAY, FILES, false],
  ['chart/values.yaml', CHART, CHART_FILES, true],
  ['chart/templates/a.yaml', CHART, CHART_FILES, true],
  ['chart/templates/_b.tpl', CHART, CHART_FILES, true],
  ['envs/prod.yaml', CHART, CHART_FILES, true],
  ['envs/dev.yaml', CHART, CHART_FILES, false],
  ['chart/Chart.yaml', CHART, CHART_FILES, false],
  ['chart/files/c.yaml', CHART, CHART_FILES, false],
] as const)('%s: %#', (path, source, files, allowed) => {
  expect(isPathAllowed(path, { paths: [] }, source, files)).toBe(allowed)
})

it('lets the paths of the policy narrow what may be changed, and never widen it', () => {
  expect(isPathAllowed('base/web.yaml', { paths: ['overlays/**'] }, OVERLAY, FILES)).toBe(false)
  expect(isPathAllowed('overlays/prod/kustomization.yaml', { paths: ['overlays/**'] }, OVERLAY, FILES)).toBe(true)
  expect(isPathAllowed('.github/workflows/ci.yaml', { paths: ['**'] }, { ...PLAIN, path: '' })).toBe(false)
  expect(isPathAllowed('other/web.yaml', { paths: ['**'] }, PLAIN)).toBe(false)
})

it.each([
  ['**', 'a/b.yaml', true],
  ['app', 'app/web.yaml', true],
  ['app/', 'app/web.yaml', true],
  ['app', 'apple/web.yaml', false],
  ['./app/*.yaml', 'app/web.yaml', true],
  ['app/*.yaml', 'app/deep/web.yaml', false],
  ['**/values.yaml', 'values.yaml', true],
  ['**/values.yaml', 'a/b/values.yaml', true],
  ['a/**/z.yaml', 'a/z.yaml', true],
  ['a/**', 'a/b/c', true],
  ['envs/{dev,test}/*', 'envs/test/a.yaml', true],
  ['envs/{dev,test}/*', 'envs/prod/a.yaml', false],
  ['a.b', 'axb', false],
  ['we?.yaml', 'web.yaml', true],
  ['(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', false],
] as const)('%s and %s', (pattern, path, matches) => {
  expect(matchesPath(pattern, path)).toBe(matches)
})
