import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Bundle, readBundle, rereadDocument } from './bundle.ts'
import { fileText } from './manifest.ts'
import { readSources, type ReadOptions } from './read-sources.ts'
import { runTool } from './run-tool.ts'
import { pod, testFolder } from './test-folder.ts'

const helm = ['helm', join(homedir(), 'go/bin/helm')].find((command) => works(command, 'version'))
const hasKustomize = works('kubectl', 'kustomize', '--help')

function works(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function read(cwd: string, paths: readonly string[] = ['.'], options: Partial<ReadOptions> = {}): Promise<Bundle> {
  const { files, skipped } = await readSources(paths, { cwd, ...options })
  return readBundle(files, skipped)
}

const names = (bundle: Bundle): string[] =>
  bundle.objects.map(({ kind, namespace, name, file, origin }) => `${kind} ${namespace ?? '-'}/${name} ${origin} ${file}`)

const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web # the shop\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n          image: nginx:1\n'
const KUSTOMIZE = {
  'base/kustomization.yaml': 'resources: [web.yaml]\n',
  'base/web.yaml': `# base\n${DEPLOYMENT}---\n${pod('gone')}`,
  'base/unlisted.yaml': pod('unlisted'),
  'prod/kustomization.yaml':
    'resources: [../base]\nnamespace: prod\nimages: [{name: nginx, newTag: "2"}]\npatches:\n- path: patch.yaml\n- patch: |\n    $patch: delete\n    apiVersion: v1\n    kind: Pod\n    metadata: {name: gone}\nconfigMapGenerator:\n- name: conf\n  files: [data.yaml]\n',
  'prod/patch.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n',
  'prod/data.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: just-data}\n',
}

describe.skipIf(!hasKustomize)('Kustomize folders', () => {
  it('are rendered; what keeps its name stays in its file, with what Kustomize adds laid over it', async () => {
    const bundle = await read(testFolder(KUSTOMIZE))
    expect(names(bundle).map((name) => name.replace(/conf-\w+/, 'conf-HASH'))).toEqual([
      'Pod -/unlisted file base/unlisted.yaml',
      'Deployment prod/web file base/web.yaml',
      'ConfigMap prod/conf-HASH kustomize prod/kustomization.yaml (rendered)',
    ])
    expect(bundle.skipped).toEqual([])
    const [web] = bundle.of('Deployment')
    expect(web?.at('spec', 'replicas').value).toBe(3)
    expect(web?.at('spec', 'template', 'spec', 'containers', 0, 'image').value).toBe('nginx:2')
  })

  it('keep what is laid over an object when its text is edited', async () => {
    const bundle = await read(testFolder(KUSTOMIZE))
    const document = bundle.document(bundle.of('Deployment')[0]?.documentId ?? -1)
    if (document === undefined) throw new Error('the Deployment has no document')
    const [again] = rereadDocument(document, document.text.replace('image: nginx:1', 'image: nginx:1\n          env: []'))
    expect(again?.objects[0]?.at('spec', 'template', 'spec', 'containers', 0).value).toEqual({ name: 'web', image: 'nginx:2', env: [] })
    expect(again?.objects[0]?.namespace).toBe('prod')
    expect(again?.text).toContain('name: web # the shop')
    expect(bundle.files.find(({ path }) => path === 'base/web.yaml')).toSatisfy((file) => fileText(file) === KUSTOMIZE['base/web.yaml'])
  })

  it('give their second variant of an object, and renamed objects, as rendered text', async () => {
    const cwd = testFolder({
      'base/kustomization.yaml': 'resources: [a.yaml]',
      'base/a.yaml': pod('a'),
      'one/kustomization.yaml': 'resources: [../base]\nnamespace: one',
      'two/kustomization.yaml': 'resources: [../base]\nnamePrefix: two-',
    })
    expect(names(await read(cwd))).toEqual(['Pod one/a file base/a.yaml', 'Pod -/two-a kustomize two/kustomization.yaml (rendered)'])
    expect(names(await read(cwd, ['two/kustomization.yaml']))).toEqual(['Pod -/two-a kustomize two/kustomization.yaml (rendered)'])
  })

  it('are not rendered from the network, and say so; the resource files are looked at as they stand', async () => {
    const cwd = testFolder({
      'kustomization.yaml': 'resources: [a.yaml, "https://example.com/x.yaml"]\npatchesStrategicMerge: [p.yaml]',
      'a.yaml': pod('a'),
      'p.yaml': pod('a'),
    })
    const bundle = await read(cwd)
    expect(names(bundle)).toEqual(['Pod -/a file a.yaml'])
    expect(bundle.skipped.map(({ what, why }) => `${what} ${why}`)).toEqual([
      expect.stringContaining(
        '. is a Kustomize folder that was not rendered, its resource files are looked at as they stand: it uses https://example.com/x.yaml',
      ),
      'p.yaml is a part of the Kustomize folder ., not a whole object',
    ])
  })

  it('that are broken, or cannot be rendered here, are told', async () => {
    const cwd = testFolder({ 'kustomization.yaml': 'resources: [a.yaml, missing.yaml]', 'a.yaml': pod('a') })
    expect((await read(cwd)).skipped[0]?.why).toMatch(/Kustomize says: .*missing\.yaml/)
    expect((await read(cwd, ['.'], { kustomize: { commands: [['no-such-program']] } })).skipped[0]?.why).toMatch(
      /install kubectl or kustomize/,
    )
    expect(readdirSync(cwd)).toEqual(['a.yaml', 'kustomization.yaml'])
  })
})

const CHART = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
  'chart/values.yaml': 'replicas: 2\n',
  'chart/templates/web.yaml': `{{- range list "a" "b" }}\n---\n${pod('{{ . }}')}{{- end }}\n`,
  'chart/templates/test.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  name: t\n  annotations: {helm.sh/hook: test}\n`,
  'chart/templates/_helpers.tpl': '',
  'other/web.yaml': pod('other'),
}

describe('Helm charts', () => {
  it.skipIf(helm === undefined)('are rendered, each template under its own path', async () => {
    const bundle = await read(testFolder(CHART), ['.', 'chart/Chart.yaml'], { helm: { command: helm ?? '' } })
    expect(names(bundle)).toEqual([
      'Pod -/a helm chart/templates/web.yaml',
      'Pod -/b helm chart/templates/web.yaml',
      'Pod -/other file other/web.yaml',
    ])
    expect(bundle.skipped).toEqual([])
  })

  it.skipIf(helm === undefined)('that are packed, broken or lack a dependency', async () => {
    const cwd = testFolder({
      ...CHART,
      'broken/Chart.yaml': CHART['chart/Chart.yaml'],
      'broken/templates/x.yaml': '{{ fail "no host given" }}',
      'needs/Chart.yaml': `${CHART['chart/Chart.yaml']}dependencies: [{name: redis, version: 1.0.0, repository: "https://example.com"}]\n`,
      'needs/templates/x.yaml': '',
    })
    execFileSync(helm ?? '', ['package', 'chart'], { cwd, stdio: 'ignore' })
    expect(names(await read(cwd, ['shop-1.0.0.tgz'], { helm: { command: helm ?? '' } }))).toEqual([
      'Pod -/a helm shop-1.0.0.tgz/templates/web.yaml',
      'Pod -/b helm shop-1.0.0.tgz/templates/web.yaml',
    ])
    const { skipped } = await read(cwd, ['broken', 'needs'], { helm: { command: helm ?? '' } })
    expect(skipped[0]).toMatchObject({ what: 'broken', why: expect.stringContaining('no host given') })
    expect(skipped[1]).toMatchObject({ what: 'needs', why: expect.stringContaining('run `helm dependency build needs`') })
  })

  it('are skipped without helm, and say what to install', async () => {
    const bundle = await read(testFolder(CHART), ['.'], { helm: { command: 'no-such-program' } })
    expect(names(bundle)).toEqual(['Pod -/other file other/web.yaml'])
    expect(bundle.skipped).toEqual([{ what: 'chart', why: expect.stringContaining('install helm') }])
  })

  it('have templates that are skipped when they are given by themselves', async () => {
    const { skipped } = await read(testFolder(CHART), ['chart/templates/web.yaml'])
    expect(skipped).toMatchObject([{ what: 'chart/templates/web.yaml', why: 'has Helm templating that was not rendered', line: 1 }])
  })
})

describe.skipIf(!existsSync('/bin/sh'))('runTool', () => {
  const options = { cwd: tmpdir(), timeoutMs: 5000 }

  it('gives the output, the complaint, or that there is no such program', async () => {
    expect(await runTool('sh', ['-c', 'printf ok'], options)).toEqual({ status: 'done', output: 'ok' })
    expect(await runTool('sh', ['-c', 'echo "Error: no" >&2; echo more >&2; exit 3'], options)).toEqual({ status: 'failed', why: 'no' })
    expect(await runTool('no-such-program', [], options)).toEqual({ status: 'missing' })
  })

  it('stops what takes too long, prints too much, or is no longer wanted', async () => {
    expect(await runTool('sleep', ['60'], { ...options, timeoutMs: 50 })).toEqual({ status: 'failed', why: 'did not end within 0.05 s' })
    expect(await runTool('yes', [], options)).toEqual({ status: 'failed', why: 'printed more than 64 MB' })
    await expect(runTool('sleep', ['60'], { ...options, signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/)
  })
})
