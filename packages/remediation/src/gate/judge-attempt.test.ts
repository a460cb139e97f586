import type { FileEdit, PatchOperation } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../commit/digest.ts'
import type { DryRunner } from '../ports.ts'
import { type RepairPolicy, repairPolicySchema } from '../policy/repair-policy.ts'
import type { Candidate } from '../propose/proposer.ts'
import { changed, recorded } from '../propose/test-support/recorded.ts'
import { type AttemptToJudge, judgeAttempt } from './judge-attempt.ts'

const WEB = '/spec/template/spec/containers/0'
const FILE = 'app/web.yaml'
const BEFORE = 'image: registry.shop.invalid/web:2.0\n'
const broken = recorded('environment-change-breaks.watched')
const object = broken.find('Deployment', 'web').reference

const REPAIR: readonly PatchOperation[] = [
  { op: 'test', path: `${WEB}/env/0/value`, value: 'turbo' },
  { op: 'replace', path: `${WEB}/env/0/value`, value: 'fast' },
]

interface Case {
  readonly operations?: readonly PatchOperation[]
  readonly candidate?: Partial<Candidate>
  readonly attempt?: Partial<AttemptToJudge>
  readonly policy?: Partial<RepairPolicy>
  readonly server?: Awaited<ReturnType<DryRunner['dryRun']>>
}

function editOf(file: string, before: string, after: string): FileEdit {
  return { file, before: digestOf(before), after: digestOf(after), edits: [{ at: 0, length: before.length, text: after }] }
}

async function judge({ operations = REPAIR, candidate, attempt, policy, server }: Case = {}): Promise<string[]> {
  const { application, incident, state, manifests } = broken
  const [source] = application.sources
  if (source === undefined) throw new Error('no source')
  const gates = await judgeAttempt({
    application,
    source,
    candidates: [{ incident: incident.fingerprint, source: 'history', why: '', changes: [{ object, operations }], ...candidate }],
    files: [{ path: FILE, text: BEFORE }],
    edits: [editOf(FILE, BEFORE, 'image: busybox:1.36\n')],
    places: [[`${FILE}:1`]],
    manifests,
    state,
    policy: repairPolicySchema.parse(policy ?? {}),
    dryRunner: server === undefined ? undefined : { dryRun: () => Promise.resolve(server) },
    signal: AbortSignal.timeout(60_000),
    ...attempt,
  })
  return gates.map(({ gate, pass, detail }) => `${gate} ${pass ? 'passes' : `fails: ${detail}`}`)
}

const ALL = ['policy', 'no-weaker-security', 'manifests', 'applies', 'finding-gone', 'nothing-new', 'other-bytes-unchanged']

it('passes every gate, in order', async () => {
  expect(await judge()).toEqual(ALL.map((gate) => `${gate} passes`))
  const taken = await judge({ server: { verdict: 'accepted', detail: 'the API server would take it' } })
  expect(taken).toEqual([...ALL, 'server-dry-run'].map((gate) => `${gate} passes`))
})

it('passes where the server could not be asked, and says so', async () => {
  const gates = await judge({ server: { verdict: 'not-tried', detail: 'not tried: forbidden' } })
  expect(gates.at(-1)).toBe('server-dry-run passes')
})

describe('the first gate that fails is the last one', () => {
  it.each<[string, Case, string, RegExp]>([
    ['a kind', { policy: { kinds: ['Service'] } }, 'policy', /does not let it change a Deployment/],
    ['a namespace', { policy: { namespaces: ['other'] } }, 'policy', /namespace ev-/],
    [
      'an object of somebody else',
      { candidate: { changes: [{ object: { ...object, name: 'other' }, operations: REPAIR }] } },
      'policy',
      /no object of this application/,
    ],
    ['size', { policy: { characters: 5 } }, 'policy', /1 file, 37 characters \(at most 3 and 5\)/],
    [
      'number of files',
      { policy: { files: 1 }, attempt: { edits: [editOf(FILE, BEFORE, 'a'), editOf('app/b.yaml', BEFORE, 'a')] } },
      'policy',
      /2 files/,
    ],
    ['a file outside', { attempt: { edits: [editOf('other/web.yaml', BEFORE, 'a')] } }, 'policy', /other\/web\.yaml/],
    ['a workflow', { attempt: { edits: [editOf('app/.github/workflows/a.yaml', BEFORE, 'a')] } }, 'policy', /workflows/],
    ['a way out of the folder', { attempt: { edits: [editOf('app/../b.yaml', BEFORE, 'a')] } }, 'policy', /\.\.\/b\.yaml/],
    ['nothing', { attempt: { edits: [] } }, 'policy', /no file would change/],
    [
      'a value that looks secret',
      { operations: [...REPAIR, { op: 'add', path: `${WEB}/env/-`, value: { name: 'DB_PASSWORD', value: 'hunter2' } }] },
      'policy',
      /env\/- that looks secret/,
    ],
    [
      'a hash in place of a value',
      { operations: [{ op: 'replace', path: `${WEB}/env/0/value`, value: 'hmac:bcd0aa3a14c3d73d' }] },
      'policy',
      /looks secret/,
    ],
    [
      'security',
      { operations: [...REPAIR, { op: 'add', path: `${WEB}/securityContext`, value: { privileged: true } }] },
      'no-weaker-security',
      /Deployment web: container `web` is privileged/,
    ],
    [
      'what Git says already',
      { operations: [{ op: 'replace', path: `${WEB}/env/0/value`, value: 'turbo' }] },
      'no-weaker-security',
      /Git says so already/,
    ],
    [
      'what is not a valid manifest',
      { operations: [...REPAIR, { op: 'add', path: `${WEB}/imagePullPolicy`, value: 'Sometimes' }] },
      'manifests',
      /imagePullPolicy|Sometimes/,
    ],
    [
      'an unknown field',
      { operations: [...REPAIR, { op: 'add', path: '/spec/template/spec/nodeSelectors', value: { a: 'b' } }] },
      'manifests',
      /nodeSelectors/,
    ],
    [
      'what does not help',
      { operations: [{ op: 'add', path: '/spec/minReadySeconds', value: 5 }] },
      'finding-gone',
      /container-crash-loop/,
    ],
    [
      'a file that was not traced',
      { attempt: { places: [['app/other.yaml:1']] } },
      'other-bytes-unchanged',
      /sets none of the changed fields/,
    ],
    ['a file that changed', { attempt: { files: [{ path: FILE, text: `${BEFORE}# new\n` }] } }, 'other-bytes-unchanged', /not what it was/],
    [
      'other bytes than said',
      { attempt: { edits: [{ ...editOf(FILE, BEFORE, 'a'), after: digestOf('b') }] } },
      'other-bytes-unchanged',
      /do not make what they say/,
    ],
    [
      'edits that overlap',
      {
        attempt: {
          edits: [
            {
              ...editOf(FILE, BEFORE, 'a'),
              edits: [
                { at: 0, length: 5, text: '' },
                { at: 3, length: 5, text: '' },
              ],
            },
          ],
        },
      },
      'other-bytes-unchanged',
      /overlap/,
    ],
    [
      'the server',
      { server: { verdict: 'refused', detail: 'field is immutable' } },
      'server-dry-run',
      /Deployment web: field is immutable/,
    ],
  ])('%s', async (_, wrong, gate, detail) => {
    const gates = await judge(wrong)
    expect(gates.at(-1)).toMatch(new RegExp(`^${gate} fails: `))
    expect(gates.at(-1)).toMatch(detail)
    expect(gates.slice(0, -1).every((one) => one.endsWith(' passes'))).toBe(true)
  })
})

it('a warning that was there when all was well is nothing new', async () => {
  const more: Case = { operations: [...REPAIR, { op: 'replace', path: '/spec/replicas', value: 2 }] }
  expect((await judge(more)).at(-1)).toMatch(/^manifests fails: aks-anti-affinity/)
  const healthyManifests = changed(broken.manifests, 'Deployment', 'web', '/spec/replicas', 2)
  expect(await judge({ ...more, attempt: { healthyManifests } })).toEqual(ALL.map((gate) => `${gate} passes`))
})

it('lets a model propose where a person decides', async () => {
  expect(await judge({ candidate: { source: 'model' }, policy: { mode: 'propose' } })).toEqual(ALL.map((gate) => `${gate} passes`))
})
