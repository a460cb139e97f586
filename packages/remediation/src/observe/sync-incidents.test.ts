import { describe, expect, it } from 'vitest'
import type { ApplicationStatus } from '../ports.ts'
import { shopApplication } from '../test-support/shop.ts'
import { refusedObjects, unkeptObjects } from './sync-incidents.ts'

const WEB = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
const REFUSED = [{ object: WEB, message: 'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be at least 0' }]

function application(status: Partial<ApplicationStatus>): ApplicationStatus {
  return { ...shopApplication('https://github.com/contoso/shop'), sync: 'OutOfSync', revision: 'new', ...status }
}

describe('what a sync says', () => {
  it('names the object, and what the API server said, the same at each try', () => {
    const told = [1, 2].map((attempt) =>
      refusedObjects(
        application({
          operation: {
            phase: 'Failed',
            revision: 'new',
            message: `Retrying attempt #${attempt}`,
            refused: REFUSED.map((one) => ({ ...one, message: `error when patching "/dev/shm/${attempt}": ${one.message}` })),
          },
        }),
      ),
    )
    expect(told[0]).toEqual(told[1])
    expect(told[0]).toMatchObject([
      {
        title:
          'Deployment web was not taken by the API server: Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be at least 0',
        cause: { detector: 'sync-refused', object: WEB },
        evidence: [{ id: 'E1', object: WEB }],
      },
    ])
  })

  it('says nothing of a revision that was compared since', () => {
    expect(refusedObjects(application({ operation: { phase: 'Failed', revision: 'old', message: '', refused: REFUSED } }))).toEqual([])
  })

  it.each<[string, Partial<ApplicationStatus>, number]>([
    ['differs after a sync of this revision', { operation: { phase: 'Succeeded', revision: 'new', message: '' } }, 1],
    ['was not synced yet', { operation: { phase: 'Succeeded', revision: 'old', message: '' } }, 0],
    ['was never synced', { operation: undefined }, 0],
    ['is being synced', { operation: { phase: 'Running', revision: 'new', message: '' } }, 0],
    ['does not differ', { operation: { phase: 'Succeeded', revision: 'new', message: '' }, sync: 'Synced' }, 0],
  ])('an object that %s', (_name, status, count) => {
    const found = unkeptObjects(application({ resources: [{ object: WEB, differs: true }], ...status }))
    expect(found.map(({ cause }) => cause.object)).toEqual(Array.from({ length: count }, () => WEB))
  })
})
