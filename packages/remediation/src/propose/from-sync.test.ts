import { ClusterState } from '@aks-copilot/cluster'
import { describe, expect, it } from 'vitest'
import { refusedObjects, unkeptObjects } from '../observe/sync-incidents.ts'
import { repairPolicySchema } from '../policy/repair-policy.ts'
import type { ApplicationStatus } from '../ports.ts'
import { shopApplication, shopSnapshot } from '../test-support/shop.ts'
import { collectCandidates } from './collect-candidates.ts'
import type { Json } from './differences.ts'

const OBJECT = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' }

function service(spec: Json): Json {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec }
}

const GOOD = service({ selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] })

interface Sync {
  readonly now: Json
  readonly before?: Json
  /** What the API server said; absent: it took it, and keeps something else. */
  readonly message?: string
}

/** What is proposed, each as its operations without the tests; and why nothing more is. */
async function proposed({ now, before, message }: Sync): Promise<{ changes: unknown[]; sources: string[]; refusals: readonly string[] }> {
  const operation: ApplicationStatus['operation'] =
    message === undefined
      ? { phase: 'Succeeded', revision: 'new', message: '' }
      : { phase: 'Failed', revision: 'new', message, refused: [{ object: OBJECT, message }] }
  const application: ApplicationStatus = {
    ...shopApplication('https://github.com/contoso/shop'),
    sync: 'OutOfSync',
    revision: 'new',
    operation,
    resources: [{ object: OBJECT, differs: true }],
  }
  const [incident] = [...refusedObjects(application), ...unkeptObjects(application)]
  if (incident === undefined) throw new Error('nothing is wrong')
  const { candidates, refusals } = await collectCandidates(
    incident,
    {
      application,
      incidents: [incident],
      state: new ClusterState(shopSnapshot('1.4', true, Date.parse('2026-11-22T10:00:00Z'))),
      policy: repairPolicySchema.parse({}),
      manifests: [now],
      healthyManifests: before === undefined ? undefined : [before],
      healthyRevision: before === undefined ? undefined : '8f56e1c0',
      tried: new Set(),
      signal: new AbortController().signal,
    },
    [],
  )
  const operations = candidates.map(({ changes }) =>
    changes.flatMap((change) => change.operations.filter(({ op }) => op !== 'test').map((one) => ({ ...one, of: change.of }))),
  )
  return { changes: operations, sources: candidates.map(({ source }) => source), refusals }
}

const of = 'manifest'
const INVALID = 'Service "web" is invalid: spec.ports[0].port: Invalid value: 80800: must be between 1 and 65535, inclusive'

describe('a manifest that was refused', () => {
  it('gets the value back that Git had, the named field before the whole object', async () => {
    const now = service({ selector: { app: 'shop' }, ports: [{ port: 80800, targetPort: 8080 }] })
    const { changes, sources } = await proposed({ now, before: GOOD, message: INVALID })
    const ports = { op: 'replace', path: '/spec/ports', value: [{ port: 80, targetPort: 8080 }], of }
    expect(JSON.stringify(changes[0])).toContain('/spec/ports')
    expect(JSON.stringify(changes[0])).not.toContain('selector')
    expect(JSON.stringify(changes[1])).toContain('selector')
    expect(sources).toEqual(['history', 'history'])
    expect(changes.flat()).toEqual(expect.arrayContaining([expect.objectContaining({ of: ports.of })]))
  })

  it('gets a slip of the pen mended that the schema proves, before anything is taken back', async () => {
    const now = service({ selectr: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] })
    const message = 'strict decoding error: unknown field "spec.selectr"'
    const { changes, sources } = await proposed({ now, before: GOOD, message })
    expect(changes[0]).toEqual([
      { op: 'add', path: '/spec/selector', value: { app: 'web' }, of },
      { op: 'remove', path: '/spec/selectr', of },
    ])
    expect(sources[0]).toBe('detector')
  })

  it('gets its quotes where a text is wanted, without any history', async () => {
    const now = service({ selector: { app: 'web', tier: 1 }, ports: [{ port: 80, targetPort: 8080 }] })
    const message = 'json: cannot unmarshal number into Go struct field ServiceSpec.spec.selector of type string'
    const { changes, refusals } = await proposed({ now, message })
    expect(changes).toEqual([[{ op: 'replace', path: '/spec/selector/tier', value: '1', of }]])
    expect(refusals).toEqual(['Service web was not in Git when the application was healthy, so there is nothing to go back to'])
  })

  it.each([
    [
      'an immutable field',
      'Service "web" is invalid: spec.clusterIP: Invalid value: "": field is immutable',
      /cannot change while the object is there/,
    ],
    ['an unknown kind', 'The Kubernetes API could not find a.b/C for requested resource shop/web.', /CustomResourceDefinition/],
    ['a namespace', 'namespaces "other" not found', /namespace is not there/],
    ['a quota', 'services "web" is forbidden: exceeded quota: few', /quota/],
  ])('%s is for people, though history knows another text', async (_name, message, why) => {
    const now = service({ selector: { app: 'web' }, ports: [{ port: 81, targetPort: 8080 }] })
    const { changes, refusals } = await proposed({ now, before: GOOD, message })
    expect(changes).toEqual([])
    expect(refusals).toEqual([expect.stringMatching(why)])
  })

  it('gets nothing back that looks secret', async () => {
    const now = service({ selector: { app: 'web' }, ports: [{ port: 80800, targetPort: 8080 }] })
    const before = { ...GOOD, metadata: { name: 'web', annotations: { password: 'hunter2-hunter2-hunter2' } } }
    const { changes, refusals } = await proposed({ now, before, message: INVALID })
    expect(JSON.stringify(changes)).not.toContain('hunter2')
    expect(refusals).toEqual([expect.stringMatching(/looks secret/)])
  })
})

describe('a manifest of which something was dropped', () => {
  it('gets its field named as it was meant', async () => {
    const now = service({ selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }], sessionAffinty: 'ClientIP' })
    const { changes } = await proposed({ now, before: GOOD })
    expect(changes[0]).toEqual([
      { op: 'add', path: '/spec/sessionAffinity', value: 'ClientIP', of },
      { op: 'remove', path: '/spec/sessionAffinty', of },
    ])
  })

  it('is left to people where the schema finds nothing: somebody else may set the field', async () => {
    const now = service({ selector: { app: 'web' }, ports: [{ port: 81, targetPort: 8080 }] })
    const { changes, refusals } = await proposed({ now, before: GOOD })
    expect(changes).toEqual([])
    expect(refusals).toEqual([expect.stringMatching(/nothing says which of them is right/)])
  })
})
