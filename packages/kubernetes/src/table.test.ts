import { expect, it } from 'vitest'
import { KubernetesObject, podTemplate, table } from './index.ts'

it('knows its own words only', () => {
  const colours = table({ red: 1 })
  expect(['red', 'constructor', 'toString', '__proto__', 'hasOwnProperty'].map((word) => colours[word])).toEqual([
    1,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

it.each(['constructor', '__proto__', 'valueOf'])('an object of kind %s has no pods', (kind) => {
  expect(podTemplate(new KubernetesObject({ apiVersion: 'v1', kind, spec: {} }))).toBeUndefined()
})
