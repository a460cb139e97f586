import fc from 'fast-check'
import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { toYaml } from './to-yaml.ts'

test('an object as kept is read back from its YAML as it was', () => {
  const json = fc.jsonValue({ maxDepth: 4 }).map((value): unknown => JSON.parse(JSON.stringify(value)))
  fc.assert(
    fc.property(json, (value) => {
      expect(parse(toYaml(value))).toEqual(value)
    }),
    { numRuns: 300 },
  )
})

test('strings that YAML takes for something else, and texts of several lines, are read back as they were', () => {
  const word = fc.constantFrom(
    'no',
    'on',
    '1',
    '0x1f',
    '1e3',
    '- a',
    'a: b',
    'a #b',
    '',
    ' a',
    'a\nb',
    'a\nb\n',
    'a \nb',
    '\na',
    'a\n\n',
    '10:20',
    '2026-01-01',
    '@a',
    '`',
    '{a}',
    'null',
    '~',
    'a:',
    '!x',
    '&x',
    '*x',
    '%a',
    'a,b',
    "it's",
    '1_000',
    '.inf',
    '<<',
  )
  fc.assert(
    fc.property(fc.array(fc.dictionary(word, fc.oneof(word, fc.array(word)))), (value) => {
      expect(parse(toYaml(value))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 500 },
  )
})

test('reads as people write it', () => {
  const object = {
    kind: 'Service',
    metadata: { name: 'cart', labels: { app: 'cart' } },
    spec: { ports: [{ port: 80, name: 'http' }], selector: {} },
  }
  expect(toYaml(object)).toBe(
    'kind: Service\nmetadata:\n  name: cart\n  labels:\n    app: cart\nspec:\n  ports:\n- port: 80\n  name: http\n  selector: {}\n'.replace(
      '\n- port: 80\n  name: http',
      '\n  - port: 80\n    name: http',
    ),
  )
})
