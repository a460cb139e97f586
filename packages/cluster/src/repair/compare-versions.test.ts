import { expect, it } from 'vitest'
import { compareVersions } from './compare-versions.ts'

const base = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { greeting: 'hunter2', other: 'x' } }

it('finds two versions the same that differ only in what the server and its controllers keep', () => {
  const annotations = { 'deployment.kubernetes.io/revision': '3' }
  const kept = {
    ...base,
    status: { x: 1 },
    metadata: { name: 'a', uid: 'u', resourceVersion: '5', generation: 2, managedFields: [], annotations },
  }
  expect(compareVersions(base, kept)).toEqual({ same: true, text: '', diff: [] })
})

it('tells which keys of a ConfigMap change, and no value', () => {
  const compared = compareVersions(base, { ...base, data: { greeting: 'hunter3', new: 'hunter4' } })
  expect(compared.same).toBe(false)
  expect(compared.diff.map(({ path }) => path)).toEqual(['/data/greeting', '/data/new', '/data/other'])
  expect(compared.text).toBe('key greeting of the ConfigMap changed; key new of the ConfigMap added; key other of the ConfigMap removed')
  expect(JSON.stringify(compared)).not.toMatch(/hunter/)
})

it('sees what stands beside a spec, too', () => {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a' } }
  expect(compareVersions(account, { ...account, automountServiceAccountToken: false }).diff).toEqual([
    { path: '/automountServiceAccountToken', from: null, to: false },
  ])
  expect(compareVersions(account, { ...account, metadata: { name: 'a', finalizers: ['x'] } }).same).toBe(false)
})
