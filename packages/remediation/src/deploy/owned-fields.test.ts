import { expect, it } from 'vitest'
import { appliedAt, otherManagers, restoringManifest } from './owned-fields.ts'

const entry = (manager: string, fieldsV1: object, more: object = {}): object => ({
  manager,
  operation: 'Apply',
  time: '2026-01-02T03:04:05Z',
  fieldsV1,
  ...more,
})

const container = (fields: object): object => ({
  'f:spec': { 'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:name': {}, ...fields } } },
})

const before = {
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: {
    name: 'web',
    namespace: 'shop',
    labels: { team: 'a' },
    managedFields: [
      entry('aks-copilot', container({ 'f:image': {}, 'f:tty': {} })),
      entry('kubectl', { 'f:metadata': { 'f:labels': { 'f:team': {} } } }),
    ],
  },
  spec: {
    containers: [
      { name: 'side', image: 'side:1' },
      { name: 'app', image: 'app:1', tty: true, args: ['x', 'y'], workingDir: '/' },
    ],
    finalizers: ['one', 'two'],
  },
}

const after = {
  ...before,
  metadata: {
    ...before.metadata,
    managedFields: [
      entry('aks-copilot', {
        'f:metadata': { 'f:labels': { 'f:team': {}, 'f:new': {} } },
        'f:spec': {
          'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:name': {}, 'f:image': {}, 'f:args': {}, 'f:stdin': {} } },
          'f:finalizers': { 'v:"two"': {} },
        },
      }),
    ],
  },
}

it('restores what we set now or then to the values before, and leaves out what was not there and what is of others', () => {
  expect(restoringManifest(before, after)).toEqual({
    apiVersion: 'v1',
    kind: 'Thing',
    metadata: { name: 'web', namespace: 'shop', labels: { team: 'a' } },
    spec: { containers: [{ name: 'app', image: 'app:1', tty: true, args: ['x', 'y'] }], finalizers: ['two'] },
  })
})

it('tells when we applied last, and who else has a say', () => {
  expect(appliedAt(before)).toBe(Date.parse('2026-01-02T03:04:05Z'))
  expect(appliedAt({ metadata: { managedFields: [entry('kubectl', {})] } })).toBeUndefined()
  const controller = entry('kube-controller-manager', {}, { subresource: 'status' })
  expect(otherManagers({ metadata: { managedFields: [entry('aks-copilot', {}), controller] } })).toEqual([])
  expect(otherManagers(before)).toEqual(['kubectl'])
})
