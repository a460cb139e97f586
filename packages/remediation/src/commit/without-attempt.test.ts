import type { RepairAttempt } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { MemoryGit } from '../test-support/memory-git.ts'
import { digestOf } from './digest.ts'
import { spliced } from './spliced.ts'
import { fitsUpon, type WithoutAttempt, withoutAttempt } from './without-attempt.ts'

const FILE = 'app/values.yaml'
const VALUES = `# of the shop
web:
  image:
    repository: shop/web
    tag: "1.5"
  replicas: 2
api:
  image:
    repository: shop/api
    tag: "1.5"
  replicas: 2
`
const AFTER = VALUES.replace('"1.5"', '"1.6"')
const OBJECTS = ['one', 'two']
  .map(
    (name) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  minReadySeconds: 1\n  replicas: 2\n  paused: false\n`,
  )
  .join('---\n')
const REPLICAS = OBJECTS.replace('replicas: 2', 'replicas: 3')

/** What is found in a text of today of an attempt that made one text of the other, as a single edit or as the given ones. */
async function asked(
  before: string,
  after: string,
  now: string,
  given?: RepairAttempt['files'][number]['edits'],
): Promise<{ readonly without: WithoutAttempt; readonly fits: boolean }> {
  const git = new MemoryGit(() => 0)
  const base = await git.push('main', { [FILE]: before }, 'before')
  const head = await git.push('main', { [FILE]: now }, 'now')
  let at = 0
  while (before[at] === after[at]) at += 1
  let tail = 0
  while (tail < Math.min(before.length, after.length) - at && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  const edits = given ?? [{ at, length: before.length - at - tail, text: after.slice(at, after.length - tail) }]
  expect(spliced(before, edits)).toBe(after)
  const files = [{ file: FILE, before: digestOf(before), after: digestOf(after), edits }]
  const attempt = { base, files } as unknown as RepairAttempt
  const run = { ports: { git }, signal: new AbortController().signal } as unknown as Parameters<typeof withoutAttempt>[0]
  return { without: await withoutAttempt(run, attempt, head), fits: await fitsUpon(run, attempt, head) }
}

describe('an attempt that is in a text', () => {
  it.each<[string, (text: string) => string]>([
    ['as it left it', (text) => text],
    ['below what others inserted', (text) => `# a\n# b\n${text}`],
    ['above what others changed', (text) => text.replace('shop/api', 'shop/api2').replace(/"1.5"(?=\n {2}replicas: 2\n$)/, '"1.7"')],
    ['with a comment right behind its line', (text) => text.replace('"1.6"\n', '"1.6"\n    # why\n')],
    [
      'beside the same lines for another',
      (text) => text.replace('api:', 'new:\n  image:\n    repository: shop/web\n    tag: "1.6"\n  replicas: 2\napi:'),
    ],
  ])('is taken back alone %s', async (_, change) => {
    const now = change(AFTER)
    const { without, fits } = await asked(VALUES, AFTER, now)
    expect(without).toEqual({ kind: 'there', files: [{ path: FILE, text: now.replace('"1.6"', '"1.5"') }] })
    expect(fits).toBe(false)
  })

  it.each<[string, string, string, string, string[]]>([
    ['its line was worded otherwise', VALUES, AFTER, AFTER.replace('"1.6"', '"1.6" # for now'), ['app/values.yaml:5']],
    ['what it belongs to was renamed', VALUES, AFTER, AFTER.replace('web:', 'site:'), ['app/values.yaml:5']],
    ['its object has another name', OBJECTS, REPLICAS, REPLICAS.replace('name: one', 'name: three'), ['app/values.yaml:7']],
  ])('stays where %s', async (_, before, after, now, places) => {
    expect((await asked(before, after, now)).without).toEqual({ kind: 'stuck', places })
  })

  it('stays where only some of it is there', async () => {
    const after = VALUES.replaceAll('"1.5"', '"1.6"')
    const edits = [VALUES.indexOf('1.5'), VALUES.lastIndexOf('1.5')].map((at) => ({ at, length: 3, text: '1.6' }))
    const now = after.replace('"1.6"', '"1.7"')
    expect((await asked(VALUES, after, now, edits)).without).toEqual({ kind: 'stuck', places: ['app/values.yaml:10'] })
    const both = await asked(VALUES, after, `# a\n${after}`, edits)
    expect(both.without).toEqual({ kind: 'there', files: [{ path: FILE, text: `# a\n${VALUES}` }] })
  })

  it('is taken back where it wrote or took away whole lines', async () => {
    const more = VALUES.replace('api:', '  paused: false\n  grace: 5\napi:')
    expect((await asked(VALUES, more, `# a\n${more}`)).without).toEqual({ kind: 'there', files: [{ path: FILE, text: `# a\n${VALUES}` }] })
    expect((await asked(more, VALUES, `# a\n${VALUES}`)).without).toEqual({ kind: 'there', files: [{ path: FILE, text: `# a\n${more}` }] })
    expect((await asked(more, VALUES, `# a\n${more}`)).without).toEqual({ kind: 'gone' })
  })

  it('is what it says, or nothing of it is touched', async () => {
    const at = VALUES.indexOf('1.5')
    const lied = [
      { at, length: 3, text: '1.6' },
      { at: at + 1, length: 2, text: '' },
    ]
    const after = spliced(VALUES, lied)
    expect((await asked(VALUES, after, `# a\n${after}`, lied)).without).toEqual({ kind: 'stuck', places: [FILE] })
  })
})

describe('an attempt that is not in a text', () => {
  it.each<[string, (text: string) => string, boolean]>([
    ['fits where others changed something else', (text) => `# a\n${text.replace('shop/api', 'shop/api2')}`, true],
    ['does not fit where others changed its line', (text) => text.replace('"1.5"', '"1.7"'), false],
    ['does not fit where others changed the line beside it', (text) => text.replace('shop/web', 'shop/site'), false],
    ['does not fit where others took its object away', (text) => text.slice(text.indexOf('api:')), false],
  ])('%s', async (_, change, expected) => {
    const { without, fits } = await asked(VALUES, AFTER, change(VALUES))
    expect(without).toEqual({ kind: 'gone' })
    expect(fits).toBe(expected)
  })
})
