import { expect, it } from 'vitest'
import { runDebugLoop } from '../run-debug-loop.ts'
import { MemoryWorld } from '../test-support/memory-world.ts'
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
