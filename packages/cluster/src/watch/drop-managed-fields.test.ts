import { describe, expect, it } from 'vitest'
import { dropManagedFields } from './drop-managed-fields.ts'

const METADATA = { name: 'a', labels: { x: 'y' } }

describe('dropManagedFields', () => {
  it.each([
    [[{ manager: 'kubelet', fieldsV1: { 'f:status': { 'k:{"type":"Ready"}': { '.': {} } } } }]],
    [[{ manager: 'a"]\\', list: [[], ['\\"']] }]],
    [[]],
  ])('leaves everything else: %j', (managedFields) => {
    const spec = { text: ',"managedFields":[1]', deep: [[']']] }
    const json = JSON.stringify({ type: 'ADDED', object: { metadata: { ...METADATA, managedFields, uid: 'u' }, spec } })
    expect(JSON.parse(dropManagedFields(json))).toEqual({ type: 'ADDED', object: { metadata: { ...METADATA, uid: 'u' }, spec } })
  })

  it.each(['{"a":1}', '{"spec":{"text":"\\",\\"managedFields\\":[\\""}}', '{"a":1,"managedFields":[{"x":"'])(
    'leaves %s as it is',
    (json) => {
      expect(dropManagedFields(json)).toBe(json)
    },
  )
})
