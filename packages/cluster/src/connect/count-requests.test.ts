import { expect, it } from 'vitest'
import { requestName } from './count-requests.ts'

it.each([
  ['GET', '/api/v1/pods', false, 'list pods'],
  ['GET', '/api/v1/namespaces/shop/pods', true, 'watch pods'],
  ['GET', '/api/v1/namespaces', false, 'list namespaces'],
  ['GET', '/api/v1/namespaces/shop', false, 'get namespaces'],
  ['GET', '/api/v1/namespaces/shop/pods/web/log', false, 'get logs'],
  ['GET', '/api/v1/nodes/n1/proxy/metrics/resource', false, 'get nodes/proxy'],
  ['GET', '/apis/apps/v1/deployments', false, 'list deployments'],
  ['GET', '/apis', false, 'get discovery'],
  ['GET', '/api/v1', false, 'get discovery'],
  ['GET', '/version', false, 'get version'],
  ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', false, 'review selfsubjectaccessreviews'],
  ['PATCH', '/apis/apps/v1/namespaces/shop/deployments/web', false, 'dry-run deployments'],
] as const)('%s %s is counted', (method, path, watch, name) => {
  expect(requestName(method, path, watch)).toBe(name)
})
