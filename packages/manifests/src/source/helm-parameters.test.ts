import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HelmParameter, parameterCall } from './helm-parameters.ts'
import { renderTree, type TreeSource } from './render-tree.ts'
import { splitDocuments } from './split-documents.ts'
import { readYaml } from './yaml.ts'

const folder = mkdtempSync(join(tmpdir(), 'helm-parameters-'))
const show = (what: string): string => `kind: ConfigMap
apiVersion: v1
metadata: { name: ${what} }
data:
  json: {{ .Values | toJson | quote }}
{{- define "${what}.types" }}
{{- if kindIs "map" . }}{{ range $key, $value := . }}({{ $key }} {{ template "${what}.types" $value }}){{ end }}
{{- else if kindIs "slice" . }}[{{ range . }} {{ template "${what}.types" . }}{{ end }}]
{{- else }}{{ printf "%v %T" . . }}{{ end }}{{ end }}
  types: {{ include "${what}.types" .Values | quote }}
`
const FILES: Readonly<Record<string, string>> = {
  'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\ndependencies: [{name: below, version: 0.1.0, condition: below.on}]\n',
  'values.yaml':
    'a: {b: text, c: {d: [1, 2]}}\nlist: [{port: 1, name: x}, {port: 2}]\nn: 5\nbelow: {on: true, port: 80, deep: {x: 1}}\nglobal: {size: 1}\n',
  'values-more.yaml': 'a: {c: {e: 7}}\nlist: [{port: 3, name: y}]\nm: 1000000\n',
  'templates/a.yaml': show('a'),
  'templates/z/deep/er.yaml': show('deep'),
  'charts/below/Chart.yaml': 'apiVersion: v2\nname: below\nversion: 0.1.0\n',
  'charts/below/values.yaml': 'port: 1\nown: 2\nglobal: {other: 3}\n',
  'charts/below/templates/some/where/below.yaml': show('below'),
}
const paths = Object.entries(FILES).map(([path, text]) => ({ path: `app/${path}`, text }))
beforeAll(() => {
  for (const { path, text } of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

function run(program: string, args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  return spawnSync(program, args, { encoding: 'utf8' })
}

/** As Argo CD writes them: commas escaped but in lists, one flag each. */
function argumentsOf(parameters: readonly HelmParameter[]): string[] {
  return parameters.flatMap(({ name, value, forceString }) => {
    const written = /^\{[^]*\}$/.test(value) ? value : value.replaceAll(/(?<!\\),/g, String.raw`\,`)
    return [forceString === true ? '--set-string' : '--set', `${name}=${written}`]
  })
}

/** What Helm itself makes of them. */
function asHelm(parameters: readonly HelmParameter[]): unknown {
  const args = ['template', 'app', join(folder, 'app'), '--values', join(folder, 'app/values-more.yaml'), ...argumentsOf(parameters)]
  const { status, stdout } = run('helm', args)
  if (status !== 0) return 'refused'
  return splitDocuments(stdout).flatMap((document) => {
    const read = readYaml(document)
    return read.ok && read.value !== null && read.value !== undefined ? [read.value] : []
  })
}

async function asRendered(parameters: readonly HelmParameter[]): Promise<unknown> {
  const source: TreeSource = { path: 'app', kind: 'helm', helm: { releaseName: 'app', valueFiles: ['values-more.yaml'], parameters } }
  const rendered = await renderTree(source, paths)
  return rendered.ok ? rendered.objects : 'refused'
}

const VALUES: readonly string[] = [
  ['text', '', ' ', ' 3', '3', '0', '-1', '+5', '-05', '+0', '007', '1.5', '1e3', '0x10', '1_000', '~', 'yes'],
  ['true', 'TRUE', 'False', 'null', 'Null', String.raw`\true`, String.raw`\3`, '-', '--set', '/etc/passwd', '@file', '# b', '%s', '1:30'],
  ['8080', '1000000', '12345678', '9007199254740993', '9223372036854775807', '-9223372036854775808', '9223372036854775808'],
  ['p,q=r', String.raw`a\,b\c`, 'x\\', 'a\nb\n', '"quoted"', "it's", '{{ .Values }}', 'é 🙂', 'a}', '[]', '[1]', '{}'],
  ['{a,b}', '{1,2}', '{1,a,true,null,9007199254740993}', '{ a , 2}', '{a,}', '{,}', '{"x","y"}', '{a},n=9}'],
].flat()
/** These are no values for --set. */
const REFUSED = ['{a', '{a}b}', '{{a}}', String.raw`a\\,b`, '{"x","}}"}']
const NAMES = [
  'a.b',
  'n',
  'new',
  'new.er.est',
  'below.port',
  'below.deep.x',
  'below.new',
  'global.size',
  'global.new.x',
  'list[0].port',
  'a.c.d[1]',
  'new[2].x',
]
const ODD_NAMES = [
  String.raw`a\.b`,
  String.raw`dotted\.key.in\.side`,
  'a..b',
  '.a',
  'a.',
  'a b',
  'a/b.c-d',
  'ä',
  'true',
  '0',
  'a[b]',
  'a[-1]',
  'a]',
  'a.b.c',
  'Values',
  'toString',
  '__proto__.x',
]

const one = (name: string, value: string, forceString = false): HelmParameter => ({ name, value, forceString })
const TOGETHER: readonly (readonly HelmParameter[])[] = [
  [one('n', '1'), one('n', 'text')],
  [one('n', 'text'), one('n', '2')],
  [one('n', '1', true), one('n', '2')],
  [one('n', '{1,2}'), one('n', '3')],
  [one('new', '{x,1}'), one('new[1]', 'z')],
  [one('new', '{x,1}'), one('new[1]', '7')],
  [one('a.c', 'null'), one('n', '7')],
  [one('a.c', 'null'), one('a.c.e', '7')],
  [one('new.a', '1'), one('new.b', '2'), one('new.c', 'x'), one('new.d', '{3}'), one('new.e', 'true'), one('new.f', 'null')],
  [one('new', '1'), one('new.b', '2')],
  [one('below.on', 'false'), one('below.port', '7')],
  [one('global.size', '9'), one('global.list', '{1,x}'), one('below.port', '9')],
  [one('list', '{1000000}'), one('m', '2000000')],
]

describe.skipIf(run('helm', ['version']).status !== 0)('parameters come out as those of --set (helm is needed)', () => {
  // All in one chart, each under a name of its own, so that few calls do.
  it.each(['', 'deep.er.', 'below.', 'below.more.', 'global.', String.raw`a\.b.`])('whatever they are, below "%s"', async (prefix) => {
    const parameters = VALUES.flatMap((value, at) => [one(`${prefix}v${at}`, value), one(`${prefix}f${at}`, value, true)])
    expect(await asRendered(parameters)).toEqual(asHelm(parameters))
  })

  it.each(REFUSED)('refused where --set refuses: %j', async (value) => {
    expect(asHelm([one('a.b', value)])).toBe('refused')
    expect(await asRendered([one('a.b', value)])).toBe('refused')
  })

  it.each(NAMES)(
    'in the place of something else: %s',
    async (name) => {
      for (const value of ['x', '12345678', '{1,a}', 'true', 'null', '7']) {
        const parameters = [one(name, value)]
        expect([name, value, await asRendered(parameters)]).toEqual([name, value, asHelm(parameters)])
      }
    },
    60_000,
  )

  it.each(ODD_NAMES)(
    'under the name %s',
    async (name) => {
      for (const value of ['x', '12345678', '{1,a}', 'true', 'null']) {
        const parameters = [one(name, value)]
        expect([name, value, await asRendered(parameters)]).toEqual([name, value, asHelm(parameters)])
      }
    },
    60_000,
  )

  it.each(TOGETHER.map((parameters) => [argumentsOf(parameters).join(' '), parameters] as const))('together: %s', async (_, parameters) => {
    expect(await asRendered(parameters)).toEqual(asHelm(parameters))
  })
})

describe('the arguments of helm', () => {
  const argumentsFor = (...parameters: readonly HelmParameter[]): string =>
    parameterCall(parameters, { chart: '/chart', depth: 1, scratch: '/scratch' }).args.join(' ')

  it.each([
    'Vq3kTz81mWpLr0xS',
    '8302817465',
    '-8302817465',
    '{Vq3kTz81mWpLr0xS,1}',
    '{8302817465}',
    'Vq3k,Tz81mWpLr0xS',
    String.raw`Vq3kTz\,81mWpLr0xS`,
  ])('hold no value that may be a secret: %s', (value) => {
    for (const name of ['password', 'db.password', String.raw`db\.x.password`])
      for (const forced of [false, true]) expect(argumentsFor(one(name, value, forced))).not.toMatch(/Vq3k|8302817465|81mW/)
  })

  it('hold none where several are given', () => {
    const args = argumentsFor(
      one('a.pin', '8302817465'),
      one('a.key', 'Vq3kTz81mWpLr0xS'),
      one('a.keys', '{Vq3k,5}', true),
      one('on', 'true'),
    )
    expect(args).toBe('--values=/scratch/values.json --set=on=true --set-file=a.key=/scratch/0')
  })
})
