import { describe, expect, it } from 'vitest'
import { requirePrivateWay } from './private-way.ts'

const POD = { KUBERNETES_SERVICE_HOST: '10.0.0.1' }
const way =
  (address: string, environment: Record<string, string> = {}) =>
  () =>
    requirePrivateWay(address, { environment })

describe('a token goes', () => {
  it.each([
    'https://copilot.example',
    'https://10.1.2.3',
    'http://127.0.0.1:8000',
    'http://localhost:8000',
    'http://[::1]:8000',
    'http://aks-copilot.aiops-assistant.svc',
    'http://aks-copilot.aiops-assistant.svc.cluster.local:80/',
    'no address',
  ])('to %s', (address) => expect(way(address)).not.toThrow())

  it.each(['http://10.42.0.7:8000', 'http://[fd00::7]:8000', 'http://172.20.1.1', 'http://aks-copilot'])('from a pod to %s', (address) => {
    expect(way(address, POD)).not.toThrow()
    expect(way(address)).toThrow(expect.objectContaining({ code: 'SERVER_TOKEN_IN_CLEAR' }) as Error)
  })

  it.each([
    'http://copilot.example',
    'HTTP://copilot.example',
    'http://127.0.0.1.example',
    'http://localhost.example',
    'http://x.svc.example',
    'http://8.8.8.8',
    'http://[2001:db8::1]',
    'http://172.32.0.1',
    'http://127.0.0.1@copilot.example',
  ])('never in clear to %s', (address) => {
    for (const environment of [{}, POD])
      expect(way(address, environment)).toThrow(expect.objectContaining({ category: 'validation' }) as Error)
  })
})
