import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { readYaml } from '../source/yaml.ts'
import { writeYaml } from './write-yaml.ts'

test('fields keep their order, and strings are quoted when they have to be', () => {
  const value = {
    kind: 'Job',
    apiVersion: 'batch/v1',
    a: ['x', { c: '1', d: [] }, [1]],
    'k: v': 'yes',
    script: 'a\nb\n',
    n: null,
    image: 'r.io/x:1.2@sha256:ab',
    flag: '--x=y',
  }
  expect(writeYaml(value)).toBe(
    'kind: Job\napiVersion: batch/v1\na:\n- x\n- c: "1"\n  d: []\n- - 1\n"k: v": "yes"\nscript: |\n  a\n  b\n"n": null\nimage: r.io/x:1.2@sha256:ab\nflag: --x=y\n',
  )
  expect(writeYaml({ a: [{ b: [1] }] }, { indent: 4, sequenceIndent: true })).toBe('a:\n    - b:\n          - 1\n')
})

test('any JSON value reads back as itself', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(2, 4), fc.boolean(), (value, indent, sequenceIndent) => {
      const read = readYaml(writeYaml(value, { indent, sequenceIndent }))
      const wanted: unknown = JSON.parse(JSON.stringify(value))
      expect(read.ok && read.value).toEqual(wanted)
    }),
    { numRuns: 500 },
  )
})
