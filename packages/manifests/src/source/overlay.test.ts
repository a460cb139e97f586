import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { overlayBetween, withOverlay } from './overlay.ts'

const identity = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }

describe('overlay', () => {
  it('leads from any object to any other of the same name', () => {
    const content = fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'c/d'), fc.jsonValue({ maxDepth: 4 }))
    fc.assert(
      fc.property(content, content, (from, to) => {
        const [source, rendered] = [
          { ...identity, spec: from },
          { ...identity, spec: to },
        ]
        const overlay = overlayBetween(source, rendered)
        expect(overlay && withOverlay(source, overlay)).toEqual(rendered)
      }),
    )
  })

  it('is none between objects of other names or kinds', () => {
    expect(overlayBetween(identity, { ...identity, metadata: { name: 'b' } })).toBeUndefined()
    expect(overlayBetween(identity, { ...identity, kind: 'Service' })).toBeUndefined()
  })

  it('changes nothing where its place is gone, and nothing of an object that became another', () => {
    const overlay = overlayBetween(
      { ...identity, spec: { containers: [{ image: 'a:1' }] } },
      { ...identity, spec: { containers: [{ image: 'a:2' }] } },
    )
    expect(overlay && withOverlay({ ...identity, spec: { containers: [] } }, overlay)).toEqual({ ...identity, spec: { containers: [] } })
    expect(overlay && withOverlay({ ...identity, spec: 'text' }, overlay)).toEqual({ ...identity, spec: 'text' })
    expect(overlay && withOverlay({ ...identity, kind: 'Deployment' }, overlay)).toEqual({ ...identity, kind: 'Deployment' })
  })
})
