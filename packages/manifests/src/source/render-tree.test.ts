import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { renderTree, type TreeFile, type TreeSource } from './render-tree.ts'

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata: {name: web}\n'
const KUSTOMIZE: TreeSource = { path: 'app', kind: 'kustomize' }
const HELM: TreeSource = { path: 'app', kind: 'helm', helm: { valueFiles: [], parameters: [] } }

let hits: string[] = []
let address = ''
const server = createServer((request, response) => {
  hits.push(request.url ?? '')
  response.end(SERVICE)
})
beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())
afterEach(() => void vi.unstubAllEnvs())

describe('paths', () => {
  it.each(['../x.yaml', '/etc/x.yaml', 'app/../../x.yaml', 'app\\x.yaml', 'C:/x.yaml', 'app/a\0.yaml', 'app//x.yaml', './x.yaml', ''])(
    '%j is none',
    async (path) => {
      const rendered = await renderTree(KUSTOMIZE, [...kustomization('resources: []'), { path, text: SERVICE }])
      expect(rendered).toEqual({ ok: false, why: `the path ${JSON.stringify(path)} is no path in a repository` })
    },
  )

  it('does not read what is too large', async () => {
    const rendered = await renderTree({ path: '', kind: 'directory' }, [{ path: 'big.yaml', text: `a: ${'x'.repeat(50 * 1024 * 1024)}` }])
    expect(rendered).toEqual({ ok: false, why: 'big.yaml is larger than 8 MB' })
  })
})

describe.skipIf(!isInstalled('kubectl', 'version', '--client'))('Kustomize (kubectl is needed)', () => {
  it.each([
    ['resources: ["http://HOST/a.yaml"]', /nothing is fetched/],
    ['Resources: ["http://HOST/a.yaml"]', /nothing is fetched/],
    ['RESOURCES: ["http://HOST/a.yaml"]', /nothing is fetched/],
    ['components: ["http://HOST/a.git"]', /nothing is fetched/],
    ['crds: ["http://HOST/a.yaml"]', /nothing is fetched/],
    ['patches: [{Path: "http://HOST/a.yaml"}]', /nothing is fetched/],
    ['configurations: ["http://HOST/a.yaml"]', /nothing is fetched/],
    ['openapi: {path: "http://HOST/a.json"}', /nothing is fetched/],
    ['replacements: [{path: "http://HOST/a.yaml"}]', /nothing is fetched/],
    ['transformers: ["http://HOST/a.yaml"]', /nothing is fetched/],
    ['configMapGenerator: [{name: a, files: ["a=http://HOST/a.yaml"]}]', /nothing is fetched/],
    ['configMapGenerator: [{name: a, Envs: ["http://HOST/a.env"]}]', /nothing is fetched/],
    ['resources: ["git::http://HOST/a"]', /nothing is fetched/],
    ['resources: ["HOST/a/b"]', /is not in the repository|nothing is fetched/],
    ['resources: ["git@github.com:a/b.git"]', /nothing is fetched/],
    ['resources: ["github.com/a/b"]', /nothing is fetched/],
    ['resources: ["file:///etc"]', /nothing is fetched/],
    ['resources: [../../../../../../etc]', /no place in the repository/],
    ['resources: [/etc/passwd]', /no place in the repository/],
    ['resources: ["C:\\\\x"]', /no place in the repository/],
    ['resources: [absent.yaml]', /app\/absent.yaml, which is not in the repository/],
    ['configMapGenerator: [{name: a, files: [../../../etc/passwd]}]', /no place in the repository/],
    ['helmCharts: [{name: a, repo: "http://HOST"}]', /inflates Helm charts/],
    ['generators: [plugin.yaml]', /it runs Evil, which is not built into Kustomize/],
    [
      'transformers: ["apiVersion: builtin\\nkind: PatchTransformer\\nmetadata: {name: a}\\npath: http://HOST/a.yaml\\n"]',
      /it runs PatchTransformer/,
    ],
    ['resources: [bomb.yaml]', /^app\/bomb.yaml: /],
    ['resources: [a.yaml', /app\/kustomization.yaml:/],
  ])('%s', async (content, why) => {
    hits = []
    const files = [
      ...kustomization(content.replaceAll('HOST', address)),
      {
        path: 'app/plugin.yaml',
        text: 'apiVersion: example.com/v1\nkind: Evil\nmetadata:\n  name: a\n  annotations: {config.kubernetes.io/function: "exec: {path: /bin/true}"}\n',
      },
      ...(content.includes('bomb') ? [{ path: 'app/bomb.yaml', text: bomb() }] : []),
    ]
    const rendered = await renderTree(KUSTOMIZE, files)
    expect(rendered.ok ? '' : rendered.why).toMatch(why)
    expect(rendered.ok ? '' : rendered.why).not.toContain(tmpdir())
    expect(hits).toEqual([])
  })

  it('takes what is built in', async () => {
    const transformer =
      'apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: a-\nfieldSpecs: [{path: metadata/name}]\n'
    const rendered = await renderTree(KUSTOMIZE, [
      ...kustomization('resources: [web.yaml]\ntransformers: [prefix.yaml]'),
      { path: 'app/web.yaml', text: SERVICE },
      { path: 'app/prefix.yaml', text: transformer },
    ])
    expect(rendered).toMatchObject({ ok: true, objects: [{ metadata: { name: 'a-web' } }] })
  })

  it('takes file names that look like options', async () => {
    const rendered = await renderTree({ path: '--help', kind: 'kustomize' }, [
      { path: '--help/kustomization.yaml', text: 'resources: [--version]\n' },
      { path: '--help/--version', text: SERVICE },
    ])
    expect(rendered).toMatchObject({ ok: true, objects: [{ kind: 'Service' }] })
  })

  it('takes a link that is kept as text for text', async () => {
    const rendered = await renderTree(KUSTOMIZE, [
      ...kustomization('resources: [link.yaml]'),
      { path: 'app/link.yaml', text: '/etc/passwd' },
    ])
    expect(rendered.ok ? '' : rendered.why).toMatch(/Kustomize says/)
  })

  it('leaves nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-own-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    vi.stubEnv('TMPDIR', folder)
    expect(await renderTree(KUSTOMIZE, kustomization('configMapGenerator: [{name: a}]'))).toMatchObject({ ok: true })
    expect(await renderTree(KUSTOMIZE, kustomization('resources: 7'))).toMatchObject({ ok: false })
    expect(readdirSync(folder)).toEqual([])
  })

  it('shows the program nothing of this process, and no other program', async () => {
    const folder = fakeProgram(
      'kubectl',
      '#!/bin/sh\necho "apiVersion: v1"\necho "kind: ConfigMap"\necho "data:"\n/usr/bin/env | while IFS= read -r line; do echo "  \\"${line%%=*}\\": \\"set\\""; done\n',
    )
    vi.stubEnv('PATH', folder)
    vi.stubEnv('AZURE_CLIENT_SECRET', 'planted')
    vi.stubEnv('KUBECONFIG', '/planted')
    const rendered = await renderTree(KUSTOMIZE, kustomization('resources: []'))
    expect(
      rendered.ok
        ? Object.keys(rendered.objects[0]?.['data'] ?? {})
            .filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name))
            .toSorted()
        : rendered.why,
    ).toEqual([
      'ALL_PROXY',
      'HELM_CACHE_HOME',
      'HELM_CONFIG_HOME',
      'HELM_DATA_HOME',
      'HELM_PLUGINS',
      'HOME',
      'HTTPS_PROXY',
      'HTTP_PROXY',
      'KUBECONFIG',
      'KUSTOMIZE_PLUGIN_HOME',
      'PATH',
      'TEMP',
      'TMP',
      'TMPDIR',
      'USERPROFILE',
      'XDG_CACHE_HOME',
      'XDG_CONFIG_HOME',
      'XDG_DATA_HOME',
    ])
  })

  it('ends what does not end when it is told to', async () => {
    vi.stubEnv('PATH', fakeProgram('kubectl', '#!/bin/sh\nexec /bin/sleep 60\n'))
    await expect(renderTree(KUSTOMIZE, kustomization('resources: []'), AbortSignal.timeout(300))).rejects.toThrow(/timeout/i)
  })

  it('says what is not installed', async () => {
    vi.stubEnv('PATH', '/nowhere')
    expect(await renderTree(KUSTOMIZE, kustomization('resources: []'))).toEqual({
      ok: false,
      why: 'neither kubectl nor kustomize is installed here',
    })
  })
})

describe.skipIf(!isInstalled('helm', 'version'))('Helm (helm is needed)', () => {
  const chart = (template: string, more: Readonly<Record<string, string>> = {}): TreeFile[] =>
    Object.entries({ 'app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 0.1.0\n', 'app/templates/a.yaml': template, ...more }).map(
      ([path, text]) => ({ path, text }),
    )
  const config = (value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: ${value}}\n`

  it('gives a template nothing of this machine', async () => {
    const template = config(
      '{{ printf "%v %v %v" (lookup "v1" "Secret" "kube-system" "") (.Files.Get "/etc/passwd") (.Files.Get "../../secret.txt") | quote }}',
    )
    const rendered = await renderTree(HELM, chart(template, { 'secret.txt': 'planted' }))
    expect(rendered).toMatchObject({ ok: true, objects: [{ data: { a: 'map[]  ' } }] })
    expect(await renderTree(HELM, chart(config('{{ getHostByName "localhost" | quote }}')))).toMatchObject({
      ok: true,
      objects: [{ data: { a: '' } }],
    })
    expect(await renderTree(HELM, chart(config('{{ env "PATH" }}')))).toMatchObject({ ok: false })
  })

  it.each([
    ['releaseName', { releaseName: '--post-renderer=/bin/true' }, /no name of a release/],
    ['a remote value file', { valueFiles: ['https://example.com/v.yaml'] }, /not in the repository/],
    ['a value file outside', { valueFiles: ['../../../../etc/passwd'] }, /not in the repository/],
    ['values that are no YAML', { values: 'a: [' }, /are no YAML/],
  ])('refuses %s', async (_name, helm, why) => {
    const rendered = await renderTree({ ...HELM, helm: { valueFiles: [], parameters: [], ...helm } }, chart(config('b')))
    expect(rendered.ok ? '' : rendered.why).toMatch(why)
  })

  it('takes values and parameters in the order of Argo CD', async () => {
    const files = chart(config('{{ printf "%v %v %v" .Values.a.x .Values.a.k .Values.b | quote }}'), {
      'app/values.yaml': 'a: {x: 1, k: 1}\nb: 1\n',
      'v.yaml': 'a: {x: 2}\n',
    })
    const helm = { valueFiles: ['/v.yaml'], values: 'a: {k: 3}\n', parameters: [{ name: 'b', value: 'p,q=r' }] }
    expect(await renderTree({ ...HELM, helm }, files)).toMatchObject({ ok: true, objects: [{ data: { a: '2 3 p,q=r' } }] })
  })

  it.each([
    ['a text', 'p,q=r', 'p,q=r'],
    ['an escaped text', String.raw`a\,b\c`, 'a,bc'],
    ['an empty text', '', ''],
    ['a number', '3', '3 (int64)'],
    ['a number that begins with zero', '007', '007'],
    ['a truth', 'true', 'true (bool)'],
    ['lines', 'a\nb\n', 'a\nb\n'],
    ['a list', '{a,b}', '[a b] ([]interface {})'],
  ])('takes %s as a parameter as Argo CD gives it', async (_, value, wanted) => {
    const show =
      '{{ with .Values.a.b }}{{ if kindIs "string" . }}{{ . | toJson }}{{ else }}{{ printf "%v (%T)" . . | toJson }}{{ end }}{{ else }}""{{ end }}'
    const helm = { valueFiles: [], parameters: [{ name: 'a.b', value }] }
    expect(await renderTree({ ...HELM, helm }, chart(config(show)))).toMatchObject({ ok: true, objects: [{ data: { a: wanted } }] })
    const typed = ['3', 'true', '{a,b}'].includes(value)
    const forced = { valueFiles: [], parameters: [{ name: 'a.b', value, forceString: true }] }
    if (typed && !value.startsWith('{'))
      expect(await renderTree({ ...HELM, helm: forced }, chart(config(show)))).toMatchObject({ objects: [{ data: { a: value } }] })
  })

  it('sets an entry of a list, and reads no file that the name of a parameter names', async () => {
    const helm = (name: string): TreeSource => ({ ...HELM, helm: { valueFiles: [], parameters: [{ name, value: 'x' }] } })
    expect(await renderTree(helm('a[0].b'), chart(config('{{ (index .Values.a 0).b }}')))).toMatchObject({
      objects: [{ data: { a: 'x' } }],
    })
    const named = await renderTree(helm('a=/etc/passwd,b'), chart(config('{{ .Values.a | quote }}')))
    expect(named).toMatchObject({ ok: true, objects: [{ data: { a: '/etc/passwd' } }] })
  })

  it('shows no value of a parameter to who lists the processes of this machine', async () => {
    const folder = fakeProgram('helm', '#!/bin/sh\nprintf "kind: ConfigMap\\ndata: {a: \'%s\'}\\n" "$*"\n')
    vi.stubEnv('PATH', folder)
    const parameters = ['planted-1', 'planted,2', 'planted=3'].map((value, at) => ({
      name: `db.password${at}`,
      value,
      forceString: at === 2,
    }))
    const rendered = await renderTree({ ...HELM, helm: { valueFiles: [], values: 'a: planted', parameters } }, chart(config('b')))
    expect(JSON.stringify(rendered)).toContain('--set-file=db.password0=')
    expect(JSON.stringify(rendered)).not.toContain('planted')
  })

  it('does not fetch what a chart depends on', async () => {
    hits = []
    const files = chart(config('b'), {
      'app/Chart.yaml': `apiVersion: v2\nname: app\nversion: 0.1.0\ndependencies: [{name: far, version: 1.0.0, repository: "http://${address}"}]\n`,
    })
    const rendered = await renderTree(HELM, files)
    expect(rendered.ok ? '' : rendered.why).toMatch(/missing in charts/)
    expect(hits).toEqual([])
  })

  it('ends a template that never ends', { timeout: 60_000 }, async () => {
    const template =
      '{{ define "loop" }}{{ range untilStep 0 9999999 1 }}{{ range untilStep 0 9999999 1 }}{{ end }}{{ end }}{{ end }}{{ include "loop" . }}'
    await expect(renderTree(HELM, chart(template), AbortSignal.timeout(1500))).rejects.toThrow(/timeout/i)
  })
})

function kustomization(text: string): TreeFile[] {
  return [{ path: 'app/kustomization.yaml', text: `${text}\n` }]
}

function bomb(): string {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']
  return `${names.map((name, at) => `${name}: &${name} [${Array.from({ length: 30 }, () => (at === 0 ? 'x' : `*${names[at - 1]}`)).join(',')}]`).join('\n')}\n`
}

function fakeProgram(name: string, script: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-program-'))
  writeFileSync(join(folder, name), script)
  chmodSync(join(folder, name), 0o755)
  onTestFinished(() => {
    if (existsSync(folder)) rmSync(folder, { recursive: true })
  })
  return folder
}

function isInstalled(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
