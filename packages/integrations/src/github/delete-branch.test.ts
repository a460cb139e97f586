import type { GitHost } from '@aks-copilot/remediation/ports'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Hub, openHub } from './test-support/open-hub.ts'

let all: Hub
let host: GitHost
beforeAll(async () => {
  all = await openHub()
  host = await all.open()
})
afterAll(() => all.close())

describe('on GitHub', () => {
  it('a branch that is not to be deleted stays, and the host says why', async () => {
    const branch = 'aks-copilot/protected-1'
    await all.hub.git.git(['update-ref', `refs/heads/${branch}`, all.base])
    all.hub.protected.set(branch, 'Cannot delete this branch')
    all.hub.missing.add('contents=write')
    await expect(host.deleteBranch(branch, all.base)).rejects.toMatchObject({ code: 'GITHUB_DENIED', category: 'validation' })
    all.hub.missing.clear()
    await expect(host.deleteBranch(branch, all.base)).rejects.toMatchObject({ code: 'GITHUB_REFUSED', category: 'validation' })
    expect(await all.hub.git.tip(branch)).toBe(all.base)
  })

  it('a branch that the host deletes by itself in between is gone', async () => {
    const branch = 'aks-copilot/gone-1'
    await all.hub.git.git(['update-ref', `refs/heads/${branch}`, all.base])
    const run = async (): Promise<unknown> => await all.hub.git.git(['update-ref', '-d', `refs/heads/${branch}`])
    all.hub.fail({ on: /^DELETE /, does: { kind: 'before', run } })
    expect(await host.deleteBranch(branch, all.base)).toBe('gone')
  })
})
