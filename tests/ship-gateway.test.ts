import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KUBECONFIG } from './server-dry-run.ts'
import { has, kubectl, type Ran, render, run } from './ship-release.ts'

const MODULE = 'sigs.k8s.io/gateway-api@v1.4.0'
const DEFINITION = 'customresourcedefinition/httproutes.gateway.networking.k8s.io'
const NAMESPACE = `ship-gateway-${randomBytes(3).toString('hex')}`
const VALUES = 'httpRoute.enabled=true,httpRoute.hostnames={copilot.example.com},httpRoute.parentRefs[0].name=public'

/** Where the Go module lies that has the definitions of the Gateway API; undefined where it cannot be had. */
function moduleFolder(): string | undefined {
  if (KUBECONFIG === undefined || !has('helm') || !has('go')) return undefined
  // In a folder of no module: that of this repository is none, and one around it is nobody's business.
  const { status, stdout } = run('env', ['-C', tmpdir(), 'go', 'mod', 'download', '-json', MODULE])
  return status === 0 ? (JSON.parse(stdout) as { readonly Dir: string }).Dir : undefined
}

/** What the API server says of the HTTPRoute of the chart, which it does not store. */
function tried(more: string): Ran {
  const rendered = render(['--set', `${VALUES},${more}`, '-n', NAMESPACE])
  const route = loadAll(rendered).find((object) => (object as { readonly kind?: string } | null)?.kind === 'HTTPRoute')
  return run('kubectl', ['apply', '--dry-run=server', '--validate=strict', '-f', '-'], JSON.stringify(route))
}

const folder = moduleFolder()

describe.skipIf(folder === undefined)('the HTTPRoute of the chart (needs KUBECONFIG, helm, and Go with its module proxy)', () => {
  let isOurs = false

  beforeAll(() => {
    kubectl(['create', 'namespace', NAMESPACE])
    isOurs = run('kubectl', ['get', DEFINITION]).status !== 0
    if (isOurs) {
      const file = join(folder ?? '', 'config/crd/standard/gateway.networking.k8s.io_httproutes.yaml')
      kubectl(['apply', '--server-side', '-f', file])
    }
    kubectl(['wait', DEFINITION, '--for=condition=Established', '--timeout=60s'])
  }, 90_000)

  afterAll(() => {
    if (isOurs) kubectl(['delete', DEFINITION, '--wait=false', '--ignore-not-found'])
    kubectl(['delete', 'namespace', NAMESPACE, '--wait=false', '--ignore-not-found'])
  }, 90_000)

  it('is one that the definitions of the Gateway API take', () => {
    const { status, stdout, stderr } = tried('httpRoute.parentRefs[0].namespace=gateways')
    expect(status, stderr).toBe(0)
    expect(stdout).toContain('httproute.gateway.networking.k8s.io/aks-copilot created (server dry run)')
  }, 60_000)

  it('is refused where it is not, so that the test above says something', () => {
    const { status, stderr } = tried('httpRoute.parentRefs[0].namespaces=gateways')
    expect([status, stderr]).toEqual([1, expect.stringContaining('unknown field "spec.parentRefs[0].namespaces"')])
  }, 60_000)
})
