import { loadSchemas } from '@aks-copilot/kubernetes'
import { describe, expect, it } from 'vitest'
import { inspectManifests } from '../inspect-manifests.ts'
import { SOURCE_PROFILES, TARGET_PROFILES } from '../profiles/built-in.generated.ts'
import { readBundle } from '../source/bundle.ts'
import { createBaseline } from './baseline.ts'
import { readBaseline } from './read-baseline.ts'
import { type Finding, Inspector } from '../inspect/inspect.ts'
import { RULES } from '../inspect/rules.generated.ts'
import { createSuppressions, type SuppressionOptions } from './create-suppressions.ts'

const ruleIds = RULES.map(({ id }) => id)
const rules = RULES.filter(({ id }) => ['k3s-local-path', 'schema-wrong-type'].includes(id))
const source = SOURCE_PROFILES['k3s']
const target = TARGET_PROFILES['aks-standard']

async function sift(text: string, options: Partial<SuppressionOptions> = {}) {
  if (source === undefined || target === undefined) throw new Error('no profiles')
  const schemas = await loadSchemas(target.kubernetes)
  const bundle = readBundle([{ path: 'data.yaml', text, origin: 'file' }])
  const findings: readonly Finding[] = new Inspector({ source, target, schemas, rules }).inspect(bundle)
  const sifted = createSuppressions({ ruleIds, ...options }).apply(findings, bundle)
  const report = inspectManifests(bundle, { runId: 'test', source, target, schemas, rules, allow: [] })
  return { ...sifted, kept: sifted.kept.map(({ rule, object }) => `${rule.id} ${object.name}`), report }
}

const claim = (name: string, { annotation = '', above = '', beside = '', first = '' } = {}): string => `${first}apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ${name}
${annotation}spec:
${above}  storageClassName: local-path${beside}
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Gi } }
`

describe('suppressions', () => {
  it.each([
    [
      'an annotation',
      { annotation: '  annotations:\n    aks-copilot.dev/ignore: "k3s-local-path: the class is made elsewhere"\n' },
      'annotation',
    ],
    ['a comment on the line', { beside: ' # aks-copilot-ignore k3s-local-path: the class is made elsewhere' }, 'comment'],
    [
      'a comment above the line',
      { above: '  # aks-copilot-ignore k3s-local-path: the class is made elsewhere\n  # as agreed\n' },
      'comment',
    ],
    ['a comment above the object', { first: '# aks-copilot-ignore k3s-local-path: the class is made elsewhere\n' }, 'comment'],
  ])('%s with a reason is accepted', async (_, parts, by) => {
    const { kept, suppressed, problems } = await sift(`${claim('other')}---\n${claim('data', parts)}`)
    expect(kept).toEqual(['k3s-local-path other'])
    expect(problems).toEqual([])
    expect(suppressed).toMatchObject([{ ruleId: 'k3s-local-path', file: 'data.yaml', reason: 'the class is made elsewhere', by }])
  })

  it('several in one annotation, and a reason may have a semicolon', async () => {
    const text = 'k3s-local-path: made elsewhere; so it was agreed; schema-wrong-type: the operator mends it'
    const { kept, suppressed } = await sift(claim('5', { annotation: `  annotations:\n    aks-copilot.dev/ignore: "${text}"\n` }))
    expect(kept).toEqual([])
    expect(suppressed.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['made elsewhere; so it was agreed', 'the operator mends it']),
    )
  })

  it('no reason, no suppression, and the user hears of it', async () => {
    const { kept, problems } = await sift(claim('data', { beside: ' # aks-copilot-ignore k3s-local-path' }))
    expect(kept).toEqual(['k3s-local-path data'])
    expect(problems).toEqual([
      {
        what: 'data.yaml',
        why: 'the comment `aks-copilot-ignore` gives no reason to suppress `k3s-local-path`: write `k3s-local-path: reason`',
        line: 6,
      },
    ])
  })

  it('names the rule that was probably meant', async () => {
    const { kept, problems } = await sift(
      claim('data', { annotation: '  annotations:\n    aks-copilot.dev/ignore: "k3s-localpath: made elsewhere"\n' }),
    )
    expect(kept).toHaveLength(1)
    expect(problems[0]?.why).toBe(
      'the annotation of PersistentVolumeClaim data suppresses `k3s-localpath`, which is no rule; did you mean `k3s-local-path`?',
    )
    expect(problems[0]?.line).toBe(6)
  })

  it('a comment is about its own line only, and about its own item of a List', async () => {
    expect((await sift(claim('data', { beside: '\n  # aks-copilot-ignore k3s-local-path: too late' }))).kept).toHaveLength(1)
    const item = (name: string, comment: string): string => `${comment}  - ${claim(name).trimEnd().replaceAll('\n', '\n    ')}\n`
    const list = `apiVersion: v1\nkind: List\nitems:\n${item('a', '  # aks-copilot-ignore k3s-local-path: made elsewhere\n')}${item('b', '')}`
    expect((await sift(list)).kept).toEqual(['k3s-local-path b'])
  })
})

describe('baseline', () => {
  it('allows what was there, also after lines moved, and nothing new', async () => {
    const { report } = await sift(claim('data'))
    const baseline = readBaseline(JSON.stringify(createBaseline(report)))
    expect(baseline.violations).toMatchObject([
      { ruleId: 'k3s-local-path', file: 'data.yaml', object: 'PersistentVolumeClaim data', path: '/spec/storageClassName' },
    ])
    const later = await sift(`# a new line\n${claim('data')}---\n${claim('more')}`, { baseline })
    expect(later.kept).toEqual(['k3s-local-path more'])
    expect(later.suppressed).toMatchObject([{ by: 'baseline' }])
  })

  it.each(['not json', '{"schemaVersion":2}'])('refuses %s', (text) => {
    expect(() => readBaseline(text, 'known.json')).toThrow(/^known.json is no baseline: /)
  })
})
