import { loadSchemas, type Schemas } from '@aks-copilot/kubernetes'
import { beforeAll, describe, expect, it } from 'vitest'
import { fixManifests, type FixResult } from '../fix-manifests.ts'
import { addAfter, automatic, conversion, drop, edit, rule, type Rule, type RuleDefinition, set, violation } from '../inspect/rule.ts'
import { SOURCE_PROFILES, TARGET_PROFILES } from '../profiles/built-in.generated.ts'
import { readBundle } from '../source/bundle.ts'
import { fileText } from '../source/manifest.ts'

const BASE = { group: 'aks', title: 't', why: 'w', help: 'h', severity: 'error', fix: 'auto', kinds: ['ConfigMap'] } as const
const define = (own: Partial<RuleDefinition<object>> & Pick<RuleDefinition<object>, 'id' | 'inspect'>): Rule =>
  rule({ ...BASE, changes: ['/data/**'], ...own })
const map = (name: string, data = 'a: "1"'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  ${data} # why\n`

let schemas: Schemas
beforeAll(async () => {
  schemas = await loadSchemas('1.35')
})

function fix(texts: readonly string[], ...rules: readonly Rule[]): FixResult {
  const [source, target] = [SOURCE_PROFILES['kubernetes'], TARGET_PROFILES['aks-standard']]
  if (source === undefined || target === undefined) throw new Error('no such profile')
  return fixManifests(readBundle(texts.map((text, index) => ({ path: `${index}.yaml`, text, origin: 'file' }))), {
    runId: 'test',
    source,
    target,
    schemas,
    rules,
    allow: [],
    written: true,
  })
}

const texts = ({ bundle }: FixResult): string[] => bundle.files.map(fileText)
const failed = ({ report }: FixResult): string[] =>
  report.violations.flatMap(({ fix: { status, certificate } }) =>
    status === 'refused' ? (certificate?.gates ?? []).filter(({ pass }) => !pass).map(({ gate }) => gate) : [],
  )
const reasons = ({ report }: FixResult): (string | undefined)[] =>
  report.violations.map(({ fix: { status, reason } }) => (status === 'refused' ? reason : status))

/** Fires on `a: "1"`, and makes of it what it is told to. */
const becomes = (value: unknown, own: Partial<RuleDefinition<object>> = {}): Rule =>
  define({
    id: 'test-becomes',
    *inspect(object) {
      if (object.at('data', 'a').is('1')) yield violation(object.at('data', 'a'), 'a is 1')
    },
    propose: ({ at }) => automatic('change it', [set(at, value)]),
    ...own,
  })

describe('each gate refuses', () => {
  it('a fix after which the violation is still there', () => {
    const result = fix(
      [map('x')],
      becomes('2', { propose: (_, { object }) => automatic('change another', [set(object.at('data', 'b'), 'x')]) }),
    )
    expect([failed(result), texts(result)]).toEqual([['violation-gone', 'second-run-silent'], [map('x')]])
  })

  it('a fix that brings an error, or makes a warning an error, elsewhere in the bundle', () => {
    const other = (severity: 'error' | 'warning' | 'info', before?: 'info' | 'warning'): Rule =>
      define({
        id: 'test-other',
        kinds: ['Service'],
        reads: ['ConfigMap'],
        *inspect(object, { bundle }) {
          const [one] = bundle.of('ConfigMap')
          if (one?.at('data', 'a').is('2')) yield violation(object.at('kind'), 'a is 2', { severity })
          else if (before !== undefined) yield violation(object.at('kind'), 'a is 1', { severity: before })
        },
      })
    const bundle = [map('x'), 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n']
    for (const rules of [[other('error')], [other('warning')], [other('error', 'warning')], [other('warning', 'info')]])
      expect(failed(fix(bundle, becomes('2'), ...rules))).toEqual(['nothing-new'])
    expect(failed(fix(bundle, becomes('2'), other('info')))).toEqual([])
    expect(failed(fix(bundle, becomes('2'), other('warning', 'warning')))).toEqual([])
  })

  it('a value that the schema does not know', () => {
    expect(failed(fix([map('x')], becomes({ b: 1 })))).toEqual(['schema-valid'])
  })

  it('a change that the rule does not declare, and a whole object taken away by a rule that declares less', () => {
    expect(failed(fix([map('x')], becomes('2', { changes: ['/metadata/**'] })))).toEqual(['declared-paths-only'])
    expect(failed(fix([map('x')], becomes('2', { propose: (_, { object }) => automatic('away', [drop(object, 'why not')]) })))).toEqual([
      'declared-paths-only',
    ])
  })

  it('two fixes that undo each other, and says so', () => {
    const back = define({
      id: 'test-back',
      severity: 'info',
      *inspect(object) {
        if (object.at('data', 'a').is('2')) yield violation(object.at('data', 'a'), 'a is 2')
      },
      propose: ({ at }) => automatic('change it back', [set(at, '1')]),
    })
    const result = fix([map('x')], becomes('2', { severity: 'info' }), back)
    expect(reasons(result).filter((reason) => reason === 'another fix takes it back each time').length).toBeGreaterThan(0)
  })

  it('a conversion that loses a security field', () => {
    const lossy = becomes('2', {
      propose: ({ at }) =>
        conversion('convert', [set(at, '2')], [{ path: '/data/a', outcome: 'lost', reason: 'no such thing', security: true }]),
    })
    expect(reasons(fix([map('x')], lossy))).toEqual(['/data/a would be lost: no such thing'])
  })
})

describe('an atomic set', () => {
  const both = (value: unknown): Rule =>
    becomes('2', {
      changes: ['**'],
      propose: ({ at }, { bundle }) =>
        automatic('change both', [set(at, '2'), ...bundle.of('Secret').map((one) => edit(one, [set(one.at('type'), value)]))]),
    })
  const secret = (extra = ''): string => `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ntype: a\n${extra}`

  it('is applied in every file or in none', () => {
    expect(texts(fix([map('x'), secret()], both('b')))).toEqual([map('x').replace('"1"', '"2"'), secret().replace('type: a', 'type: b')])
    const anchored = secret().replace('type: a', 'type: &t a\nmetadata2: {labels: {x: *t}}')
    const refused = fix([map('x'), anchored], both('b'))
    expect([texts(refused), reasons(refused)]).toEqual([[map('x'), anchored], [expect.stringContaining('anchor')]])
  })
})

describe('fixes of one document', () => {
  const list = (...names: readonly string[]): string =>
    `apiVersion: v1\nkind: List\nitems:\n${names.map((name) => `- apiVersion: v1 # ${name}\n  kind: ConfigMap\n  metadata: {name: ${name}}\n  data: {a: "1"}\n`).join('')}`

  it('follow the items of a List while others go', () => {
    const away = define({
      id: 'test-away',
      changes: ['**'],
      *inspect(object) {
        if (object.name.startsWith('old')) yield violation(object.at('kind'), 'it is old')
      },
      propose: (_, { object }) => automatic('take it away', [drop(object, 'old')]),
    })
    const result = fix([list('old1', 'x', 'old2', 'y')], away, becomes('2'))
    expect(texts(result)).toEqual([list('x', 'y').replaceAll('"1"', '"2"')])
    expect(failed(result)).toEqual([])
  })

  it('one set may edit an item and take away the one before it', () => {
    const joined = becomes('2', {
      changes: ['**'],
      propose: ({ at }, { object, bundle }) =>
        automatic('join', [
          set(at, '2'),
          ...bundle
            .of('ConfigMap')
            .filter((one) => one !== object)
            .map((one) => drop(one, 'joined')),
        ]),
    })
    const result = fix([list('x', 'y').replace('"1"', '"0"')], joined)
    expect([failed(result), texts(result)]).toEqual([[], [list('y').replace('"1"', '"2"')]])
  })

  it('keep the comments around a document that goes, and the marker before it', () => {
    const swap = define({
      id: 'test-swap',
      changes: ['**'],
      *inspect(object) {
        if (object.name === 'x') yield violation(object.at('kind'), 'not wanted')
      },
      propose: (_, { object }) =>
        automatic('swap', [drop(object, 'swapped'), addAfter(object, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'z' } })]),
    })
    const added = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: z\n'
    expect(texts(fix([`${map('w')}--- # x\n# above\n${map('x')}# below\n---\n${map('y')}`], swap))).toEqual([
      `${map('w')}--- # x\n# above\n# ConfigMap x was removed: swapped\n---\n${added}# below\n---\n${map('y')}`,
    ])
    expect(texts(fix([`${map('w')}--- {apiVersion: v1, kind: ConfigMap, metadata: {name: x}}\n`], swap))).toEqual([
      `${map('w')}---\n# ConfigMap x was removed: swapped\n---\n${added}`,
    ])
    expect(texts(fix([`\uFEFF{"apiVersion": "v1",\r\n"kind": "ConfigMap", "metadata": {"name": "x"}}`], swap))[0]).toMatch(
      /^\uFEFF\{\r\n(?:[^\n]*\r\n)*\}\r\n$/,
    )
  })
})

describe('the search for a fix to blame', () => {
  /** Counts how often the whole bundle is looked at. */
  function counted(count: number, bad: (name: string) => boolean): { result: FixResult; looks: number } {
    let looks = 0
    const judge = define({
      id: 'test-judge',
      reads: ['ConfigMap'],
      *inspect(object, { bundle }) {
        if (object.name === 'm0') looks += 1
        const next = bundle.find('ConfigMap', undefined, `m${Number(object.name.slice(1)) + 1}`)
        if (next !== undefined && bad(next.name) && next.at('data', 'a').is('2')) yield violation(object.at('kind'), 'the next one is bad')
      },
    })
    const result = fix([Array.from({ length: count }, (_, index) => map(`m${index}`)).join('---\n')], becomes('2'), judge)
    return { result, looks }
  }

  it('finds one among hundreds by halves, and refuses nothing else', () => {
    const { result, looks } = counted(300, (name) => name === 'm177')
    expect(result.report.violations.filter(({ fix: { status } }) => status === 'refused').map(({ object }) => object.name)).toEqual([
      'm177',
    ])
    expect(result.report.summary.fixed).toBe(299)
    expect(looks).toBeLessThan(40)
  })

  it('gives up after so many looks, and refuses what it could not prove', () => {
    const { result, looks } = counted(200, (name) => Number(name.slice(1)) % 2 === 1)
    expect(looks).toBeLessThan(330)
    const bad = result.report.violations.filter(
      ({ object, fix: { status } }) => status === 'applied' && Number(object.name.slice(1)) % 2 === 1,
    )
    expect(bad).toEqual([])
    expect(result.report.violations.filter(({ fix: { status, reason } }) => status === 'refused' && (reason ?? '') === '')).toEqual([])
  })

  it('refuses at once what is wrong by itself, however many there are', () => {
    let looks = 0
    const broken = define({
      id: 'test-becomes',
      reads: ['ConfigMap'],
      *inspect(object) {
        if (object.name === 'm0') looks += 1
        yield violation(object.at('data', 'a'), 'always')
      },
      propose: ({ at }) => automatic('in vain', [set(at, '2')]),
    })
    expect(reasons(fix([Array.from({ length: 300 }, (_, index) => map(`m${index}`)).join('---\n')], broken))).toEqual(
      Array.from({ length: 300 }, () => 'test-becomes still fires here'),
    )
    expect(looks).toBeLessThan(10)
  })
})
