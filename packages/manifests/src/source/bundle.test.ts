import { describe, expect, it } from 'vitest'
import { type Bundle, readBundle } from './bundle.ts'
import { fileText } from './manifest.ts'

const read = (text: string, path = 'a.yaml'): Bundle => readBundle([{ path, text, origin: 'file' }])
const names = (bundle: Bundle): string[] => bundle.objects.map(({ kind, name, pointer }) => `${kind} ${name} ${pointer}`.trim())
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n'
const HEAD = 'apiVersion: v1\nkind: ConfigMap\n'

describe('readBundle', () => {
  it('keeps every character of a file, whatever stands in it', () => {
    for (const text of [
      `\uFEFF# c\r\n---\r\n${CONFIG_MAP.replaceAll('\n', '\r\n')}---\r\n`,
      '{"a":1}{"b":2}',
      '%YAML 1.1\n---\na: 1\n...\n',
      '\t',
      '---\n---\n\n',
      'a: [',
      `${CONFIG_MAP}---\nfoo: \u0000`,
    ]) {
      expect(read(text).files.map(fileText)).toEqual([text])
    }
  })

  it('says where a broken document is, and reads the others', () => {
    const bundle = read(`${CONFIG_MAP}---\n# fine\n${CONFIG_MAP}---\nkind: X\n  bad: [1\n---\n${CONFIG_MAP}`)
    expect(names(bundle)).toEqual(['ConfigMap a', 'ConfigMap a', 'ConfigMap a'])
    expect(bundle.skipped).toEqual([
      { what: 'a.yaml', why: expect.stringMatching(/^is not valid YAML: /), line: 13, column: 6, malformed: true },
    ])
  })

  it('says where a tab stands, counted from 1, not counting a byte order mark', () => {
    expect(read('\uFEFFa: 1\r\n\tb: 2\r\n').skipped).toEqual([
      { what: 'a.yaml', why: 'is not valid YAML: tab characters must not be used in indentation', line: 2, column: 1, malformed: true },
    ])
  })

  it('opens List and typed lists, and says what it does not open', () => {
    expect(
      names(read(`apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: p}}\n- {kind: Pod}\n- null\n`)),
    ).toEqual(['Pod p /items/0'])
    expect(names(read('apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleList\nitems:\n- metadata: {name: r}\n'))).toEqual([
      'Role r /items/0',
    ])
    expect(names(read('apiVersion: v1\nkind: List\nitems: null\n'))).toEqual([])
    expect(names(read('apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: x}\n'))).toEqual(['AllowList x'])
    const nested = read(
      'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Pod}]}\n- {kind: Pod}\n',
    )
    expect(nested.skipped.map(({ why }) => why)).toEqual(['item /items/0 is a List in a List: not opened'])
    expect(names(nested)).toEqual([])
  })

  it('finds the objects of a Template, as virtual ones', () => {
    const bundle = read(
      'apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\nobjects:\n- {apiVersion: v1, kind: Service, metadata: {name: s}}\n- {apiVersion: v1, kind: List, items: []}\n',
    )
    expect(bundle.objects.map(({ kind, virtual }) => [kind, virtual]).slice(0, 2)).toEqual([
      ['Template', false],
      ['Service', true],
    ])
  })

  it('says nothing of empty documents and comments beside an object, and lists a file that has nothing else', () => {
    expect(read(`# nothing\n---\n\n---\n${CONFIG_MAP}---\n~\n`).skipped).toEqual([])
    expect(read('# nothing\n---\n\n---\n# here\n---\n~\n')).toMatchObject({
      objects: [],
      skipped: [{ why: 'holds no object, only comments or nothing at all' }],
    })
  })

  it('tells a file without any object once, not once for each document', () => {
    expect(read('a: 1\n---\nb: 2\n---\nc: 3\n').skipped).toEqual([
      { what: 'a.yaml', why: 'has no apiVersion and kind: not a Kubernetes object', line: 1, column: 1 },
    ])
    expect(read(`a: 1\n---\n${CONFIG_MAP}---\nc: 3\n`).skipped.map(({ line }) => line)).toEqual([1, 8])
  })

  it('skips Helm templating, and leaves other tools their own braces', () => {
    for (const text of [
      'image: {{ .Values.image }}\n',
      `${HEAD}metadata:\n  name: "{{ include "x" . }}"\n`,
      `${HEAD}metadata:\n  name: '{{ .Release.Name }}-a'\n`,
      `{{- if .Values.x }}\n${CONFIG_MAP}{{- end }}\n`,
      `${CONFIG_MAP}data:\n  a: {{ quote .Values.a }}\n`,
    ]) {
      expect(read(text)).toMatchObject({ objects: [], skipped: [{ why: 'has Helm templating that was not rendered' }] })
    }
    for (const text of [
      `${CONFIG_MAP}data:\n  t: '{{ .Values.x }}'\n`,
      `# {{ .Values.x }}\n${CONFIG_MAP}`,
      `${HEAD}metadata:\n  name: a\n  annotations: {summary: '{{ $labels.pod }} is down', x: '{{inputs.parameters.a}}'}\n`,
    ]) {
      expect(names(read(text))).toEqual(['ConfigMap a'])
    }
    expect(read(`${CONFIG_MAP}data:\n  t: '{{ $labels.pod }}'\n  x: [\n`).skipped).toMatchObject([
      { why: expect.stringMatching(/^is not valid YAML/) },
    ])
  })

  it('takes keys of the prototype as plain keys', () => {
    const [object] = read(
      'apiVersion: v1\nkind: ConfigMap\n__proto__: {polluted: 1}\nmetadata: {name: a, constructor: {prototype: {polluted: 1}}}\n',
    ).objects
    expect(Object.keys(object?.value ?? {})).toEqual(['apiVersion', 'kind', '__proto__', 'metadata'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

const MEGABYTE = 1_000_000
const bombs: Readonly<Record<string, string>> = {
  'deep flow nesting': '['.repeat(2 * MEGABYTE),
  'deep block nesting': '- '.repeat(MEGABYTE),
  'an alias bomb': `${HEAD}a0: &a0 [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 20 }, (_, index) => `a${index + 1}: &a${index + 1} [${Array(9).fill(`*a${index}`).join(',')}]\n`).join('')}`,
  'an alias inside of itself': `${HEAD}a: &a [*a]\n`,
  'deep nesting through aliases': `${HEAD}a0: &a0 ${'['.repeat(60)}${']'.repeat(60)}\na1: ${'['.repeat(60)}*a0${']'.repeat(60)}\n`,
  'a merge bomb': `${HEAD}a: &a {${Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join(',')}}\nb: {<<: [${Array(900).fill('*a').join(',')}]}\n`,
  'too many aliases': `${HEAD}a: &a [1]\nb:\n${'- *a\n'.repeat(3000)}`,
  'braces without end': '{{'.repeat(MEGABYTE),
  'an unending string': `${HEAD}a: "${'x\n '.repeat(MEGABYTE / 2)}`,
  'too many entries': `${HEAD}a:\n${'- 1\n'.repeat(3_100_000)}`,
  'bytes of a program': `\u007FELF\u0001\u0002${'\u0003\u0007'.repeat(1000)}`,
  'comments without end': `${'# x\n'.repeat(2_900_000)}a: 1`,
  'directives only': '%a\n'.repeat(MEGABYTE / 3),
}

describe('hostile text ends in a reason, soon', () => {
  it.each(Object.entries(bombs))('%s', (_, text) => {
    const started = performance.now()
    const bundle = read(text)
    expect(bundle.objects).toEqual([])
    expect(bundle.skipped).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it('20,000 documents, each with a problem, are read in seconds', () => {
    const started = performance.now()
    const bundle = read(`${CONFIG_MAP}---\n${'a: [\n---\n'.repeat(20_000)}`)
    expect(bundle.skipped).toHaveLength(20_000)
    expect(bundle.skipped.at(-1)).toMatchObject({ line: 40_005 })
    expect(performance.now() - started).toBeLessThan(8000)
  })
})

describe('complete', () => {
  it('is false where a document could not be read', () => {
    expect(readBundle([{ path: 'a.yaml', text: CONFIG_MAP, origin: 'file' }]).complete).toBe(true)
    expect(readBundle([{ path: 'a.yaml', text: `${CONFIG_MAP}---\na: {{ .Values.a }}\n`, origin: 'file' }]).complete).toBe(false)
  })
})
