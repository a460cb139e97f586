import { describe, expect, it } from 'vitest'
import type { RepairPolicy } from '../policy/repair-policy.ts'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld, type WorldOptions } from '../test-support/memory-world.ts'
import { Outages } from '../test-support/outage.ts'
import { REQUEST } from '../test-support/request.ts'
import { policyOf } from '../test-support/tell-story.ts'
import { issueBody } from './repair-texts.ts'

it('says in an issue what to look at first, and nothing of it becomes a link or a mention', async () => {
  const world = await MemoryWorld.open({ images: [], doctor: [] })
  const options = { policy: policyOf({ policy: { mode: 'commit' } }), signal: new AbortController().signal }
  const state = await runDebugLoop(REQUEST, world.ports(), options)
  expect(issueBody(state)).not.toContain('What to look at first')
  const text = 'Deployment web: variable MODE of container web from "[x](https://evil.example) @all" to "fast"'
  const body = issueBody({ ...state, leads: [{ incident: 'x', text, from: 'as in revision 3', places: ['app/web.yaml:12'] }] })
  const [, said = ''] = body.split('### What to look at first\n')
  expect(said).toMatch(/^The evidence speaks of it.*nobody knows\.\n- Deployment web: .*, as in revision 3: `app\/web\.yaml:12`\n/)
  expect(said).not.toMatch(/\[x\]\(|https:\/\/|@all/)
})

describe('an issue of a patch that was proven', () => {
  const AT = '/spec/template/spec/containers/0/image'
  const PATCH = [`- ${AT}: "shop/web:1.5"`, `+ ${AT}: "shop/web:1.4"`].map((line) => `    - \`${line}\``).join('\n')

  async function bodyOf(policy: Partial<RepairPolicy>, world: WorldOptions, refused: readonly string[] = []): Promise<string> {
    const open = await MemoryWorld.open(world)
    const ports = open.ports()
    const outage = { service: 'git', calls: refused, from: 0, to: Number.POSITIVE_INFINITY, category: 'validation' } as const
    const { git } = new Outages(open, [outage]).ports(ports)
    const options = { policy: policyOf({ policy }), signal: new AbortController().signal }
    await runDebugLoop(REQUEST, { ...ports, git }, options)
    return open.git.issues[0]?.body ?? ''
  }

  it.each([
    ['that the branch refuses', 'commit', 'moveBranch', /^- Attempt 1: fix/m],
    [
      'that the host opens no pull request of',
      'propose',
      'openPullRequest',
      /^- Attempt 1 \([0-9a-f]{12} on the branch `aks-copilot\/[^`]+`\): fix/m,
    ],
  ] as const)('%s: says that it is proven, where it is and what it changes', async (_, mode, call, place) => {
    const body = await bodyOf({ mode }, { images: ['1.4'] }, [call])
    expect(body).toMatch(/^`shop` is not healthy\. A patch for it is proven and stands below\. The repository does not take the patch: /)
    expect(body).toMatch(place)
    expect(body).toContain(`  - Deployment \`web\` at \`app/web.yaml:14\`: the doctor knows the tag 1.4\n${PATCH}`)
    expect(body).not.toMatch(/no (?:proven )?patch|\(\)/)
  })

  it('that people declined, that did not help, or that nobody merged, says so', async () => {
    const close: WorldOptions['people'] = ({ git }) => git.close(1)
    const declined = await bodyOf({ mode: 'propose' }, { images: ['1.4'], people: close })
    expect(declined).toMatch(
      /^`shop` is not healthy\. A patch for it is proven and stands below, but people declined it\. The pull request was closed/,
    )
    expect(declined).toContain(PATCH)
    const helpless = await bodyOf({ mode: 'commit' }, { images: [], doctor: ['1.6'] })
    expect(helpless).toMatch(/^`shop` is not healthy, and what was tried did not help: /)
    expect(helpless).toContain('### Why there is no other patch')
    const unmerged = await bodyOf({ mode: 'propose', minutes: 3 }, { images: ['1.4'] })
    expect(unmerged).toMatch(/stands below, but it was not deployed in time: Attempt 1 was closed: Nobody merged/)
  })

  it('that was never found, says that there is none', async () => {
    const body = await bodyOf({ mode: 'commit' }, { images: [], doctor: [] })
    expect(body).toMatch(/^`shop` is not healthy, and there is no proven patch for it: No patch could be proven\./)
    expect(body).not.toContain('What was tried')
  })

  it('quotes of it no more than code on one line each', async () => {
    const evil = '`[x](https://evil.example)`\n\n# @all'
    const world = await MemoryWorld.open({ images: ['1.4'] })
    const options = { policy: policyOf({ policy: { mode: 'report' } }), signal: new AbortController().signal }
    const state = await runDebugLoop(REQUEST, world.ports(), options)
    const change = { object: { apiVersion: 'v1', kind: 'ConfigMap', name: evil }, why: evil, source: 'model' as const, places: [evil] }
    const operations = [
      { op: 'add' as const, path: `/data/${evil}`, value: evil },
      { op: 'move' as const, from: evil, path: evil },
    ]
    const body = issueBody({ ...state, attempts: state.attempts.map((attempt) => ({ ...attempt, changes: [{ ...change, operations }] })) })
    const [, tried = ''] = body.split('### What was tried\n')
    expect(tried.replaceAll(/`[^`\n]*`/g, '')).not.toMatch(/`|\]\(|https:\/\/|@all|^#/m)
  })
})
