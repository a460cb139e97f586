import { expect, it } from 'vitest'
import { placeInWords } from './place-in-words.ts'

const DEPLOYMENT = {
  spec: {
    replicas: 1,
    template: {
      spec: {
        nodeSelector: { pool: 'a' },
        containers: [{ name: 'web', env: [{ name: 'MODE', value: 'fast' }], readinessProbe: { httpGet: { path: '/' } } }],
        volumes: [{ name: 'words', configMap: { name: 'web-words' } }],
      },
    },
  },
}

it.each([
  ['/spec/replicas', 'replicas'],
  ['/spec/template/spec/containers/0/env/0/value', 'variable MODE of container web'],
  ['/spec/template/spec/containers/0/env/-', 'env/- of container web'],
  ['/spec/template/spec/containers/0/readinessProbe/httpGet/path', 'readinessProbe/httpGet/path of container web'],
  ['/spec/template/spec/volumes/0/configMap/name', 'configMap/name of volume words'],
  ['/spec/template/spec/nodeSelector/pool', 'nodeSelector/pool of its pods'],
  ['/spec/template/spec/containers/7/image', 'containers/7/image of its pods'],
])('%s is %s', (pointer, words) => {
  expect(placeInWords(pointer.split('/').slice(1), DEPLOYMENT)).toBe(words)
})

it('names ports of a Service by their number', () => {
  expect(placeInWords(['spec', 'ports', '0', 'targetPort'], { spec: { ports: [{ port: 80 }] } })).toBe('targetPort of port 80')
})
