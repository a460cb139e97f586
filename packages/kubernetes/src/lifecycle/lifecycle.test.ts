import { describe, expect, it } from 'vitest'
import { KUBERNETES_VERSIONS, loadSchemas } from '../schemas/index.ts'
import { LIFECYCLE_ROWS } from './api-lifecycle.generated.ts'
import { compareVersions, findApi } from './index.ts'

describe('findApi', () => {
  it('knows when an API came and went', () => {
    expect(findApi('extensions/v1beta1', 'Deployment')).toEqual({
      apiVersion: 'extensions/v1beta1',
      kind: 'Deployment',
      introduced: '1.1',
      deprecated: '1.8',
      removed: '1.16',
      replacement: { apiVersion: 'apps/v1', kind: 'Deployment' },
    })
    expect(findApi('v1', 'Pod')).toEqual({ apiVersion: 'v1', kind: 'Pod', introduced: '1.0' })
    expect(findApi('example.com/v1', 'Shop')).toBeUndefined()
  })

  it.each([
    ['flowcontrol.apiserver.k8s.io/v1beta1', 'FlowSchema', 'flowcontrol.apiserver.k8s.io/v1'],
    ['policy/v1beta1', 'PodDisruptionBudget', 'policy/v1'],
    ['events.k8s.io/v1beta1', 'Event', 'events.k8s.io/v1'],
    ['storagemigration.k8s.io/v1alpha1', 'StorageVersionMigration', 'storagemigration.k8s.io/v1beta1'],
    ['networking.k8s.io/v1beta1', 'IPAddress', 'networking.k8s.io/v1'],
    ['rbac.authorization.k8s.io/v1beta1', 'Role', 'rbac.authorization.k8s.io/v1'],
  ])('names an API that stays in the place of %s %s', (apiVersion, kind, replacement) => {
    expect(findApi(apiVersion, kind)?.replacement).toEqual({ apiVersion: replacement, kind })
  })

  it('names no replacement where there is none', () => {
    expect(findApi('policy/v1beta1', 'PodSecurityPolicy')).toMatchObject({ removed: '1.25' })
    expect(findApi('policy/v1beta1', 'PodSecurityPolicy')).not.toHaveProperty('replacement')
  })
})

describe('the facts', () => {
  it.each(KUBERNETES_VERSIONS)('are what Kubernetes %s serves', async (version) => {
    const schemas = await loadSchemas(version)
    for (const [apiVersion, kind, introduced, , removed] of LIFECYCLE_ROWS) {
      const expected = compareVersions(introduced, version) <= 0 && (removed === '' || compareVersions(version, removed) < 0)
      expect(schemas.serves(apiVersion, kind), `${apiVersion} ${kind} in ${version}`).toBe(expected)
    }
  })

  it('are in order', () => {
    for (const [apiVersion, kind, introduced, deprecated, removed] of LIFECYCLE_ROWS) {
      const versions = [introduced, deprecated, removed].filter((version) => version !== '')
      expect(versions.toSorted(compareVersions), `${apiVersion} ${kind}`).toEqual(versions)
    }
  })
})

describe('compareVersions', () => {
  it('compares by number', () => {
    expect(['1.16', '1.9', 'v1.35.4', '1.35', '1.36'].toSorted(compareVersions)).toEqual(['1.9', '1.16', '1.35', 'v1.35.4', '1.36'])
    expect(compareVersions('v1.30', '1.30')).toBe(0)
  })
})
