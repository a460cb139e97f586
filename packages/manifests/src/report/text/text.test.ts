import { describe, expect, it } from 'vitest'
import { formatReport } from '../format-report.ts'
import { CLAIM, HOSTILE, sampleReport } from '../test-support/sample-report.ts'
import { cells, cutStart, pieces, wrap } from './wrap.ts'

const SERVICE = `---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  type: LoadBalancer
  selector: { app: web }
  ports: [{ port: 80 }]
`

describe('text', () => {
  it('check: looks like this', async () => {
    const { report, context } = await sampleReport(
      { 'k8s/data.yaml': CLAIM + SERVICE, 'broken.yaml': HOSTILE['broken.yaml'] ?? '' },
      'check',
      { columns: 80 },
    )
    expect(await formatReport(report, 'text', context)).toMatchInlineSnapshot(`
      "k8s/data.yaml ───────────────────────────────────────────────────────── 1 ✖  1 ▲

      ✖ Storage class \`local-path\` does not exist on AKS.
        8:21 · PersistentVolumeClaim shop/data · k3s-local-path
        7 │   accessModes: [ReadWriteOnce]
        8 │   storageClassName: local-path   # NVMe of the node
          │                     ━━━━━━━━━━
        why   AKS has no such class: the claim stays Pending, and its pods with it.
        fix   Use \`managed-csi\`, an Azure disk.

      ▲ Service \`web\` gets a public address on AKS.
        17:9 · Service shop/web · k3s-lb-becomes-public
        16 │ spec:
        17 │   type: LoadBalancer
           │         ━━━━━━━━━━━━
        why   On k3s it answers on addresses of the nodes, often a LAN; on AKS it gets
              a public IP address, open to the internet.
        fix   Keep it in the virtual network, with an internal load balancer.

      Not looked at (1)
        – is not valid YAML: deficient indentation
          broken.yaml:3:1

      ✖ 1 error  ▲ 1 warning in 1 file
      2 objects · k3s → AKS Standard, Kubernetes 1.35 · 42 ms
      fix   2 can be mended by rule: aks-copilot fix shows the patches, --write
            applies them
      "
    `)
  })

  it('fix: looks like this', async () => {
    const { report, context } = await sampleReport({ 'k8s/data.yaml': CLAIM + SERVICE }, 'fix', { columns: 80 })
    expect(await formatReport(report, 'text', context)).toMatchInlineSnapshot(`
      "k8s/data.yaml ──────────────────────────────────────────────────────────────────

         6 │   spec:
         7 │     accessModes: [ReadWriteOnce]
         8 │ -   storageClassName: local-path   # NVMe of the node
           │ +   storageClassName: managed-csi   # NVMe of the node
         9 │     resources: { requests: { storage: 20Gi } }
        10 │   ---
         ⋯ │
        14 │     name: web
        15 │     namespace: shop
           │ +   annotations:
           │ +     service.beta.kubernetes.io/azure-load-balancer-internal: "true"
        16 │   spec:
        17 │     type: LoadBalancer

      ✔ Use \`managed-csi\`, an Azure disk.
        8 PersistentVolumeClaim shop/data · k3s-local-path · 8 of 8 gates passed
      ✔ Keep it in the virtual network, with an internal load balancer.
        17 Service shop/web · k3s-lb-becomes-public · 8 of 8 gates passed

      ✔ 2 of 2 mended (100 %, each with its certificate), ready in 1 file
      next  --write edits the files, --output FOLDER writes copies,
            --report FOLDER writes a report for others
      ✔ Nothing left · 2 objects · k3s → AKS Standard, Kubernetes 1.35 · 42 ms
      "
    `)
  })

  for (const columns of [80, 100, 160]) {
    it(`keeps to ${columns} columns, whatever the manifests say`, async () => {
      for (const command of ['check', 'fix'] as const) {
        const { report, context } = await sampleReport(HOSTILE, command, { columns })
        const lines = (await formatReport(report, 'text', context)).split('\n')
        expect(lines.filter((line) => cells(line) > columns)).toEqual([])
      }
    })
  }

  it('tells what says the same once, with its places', async () => {
    const texts = { 'many.yaml': Array.from({ length: 9 }, (_, index) => CLAIM.replace('data #', `data-${index} #`)).join('---\n') }
    const { report, context } = await sampleReport(texts, 'check')
    const text = await formatReport(report, 'text', context)
    expect(text.match(/does not exist on AKS/g)).toHaveLength(1)
    expect(text).toContain('also  38:21 PersistentVolumeClaim shop/data-3,')
  })

  it('stays short when there is very much', async () => {
    const texts = Object.fromEntries(
      Array.from({ length: 80 }, (_, index) => [`claim-${index}.yaml`, CLAIM.replace('data #', `data-${index} #`)]),
    )
    const { report, context } = await sampleReport(texts, 'check')
    const text = await formatReport(report, 'text', context)
    expect(text.match(/^ {2}why/gm)).toHaveLength(1)
    expect(text.split('\n').length).toBeLessThan(80 * 5)
    expect(text).toContain('By rule\n  ✖ k3s-local-path  80  fix')
  })

  it('does not say that nothing was found where nothing was read', async () => {
    for (const format of ['text', 'markdown', 'html', 'github'] as const) {
      const { report, context } = await sampleReport({ 'broken.yaml': HOSTILE['broken.yaml'] ?? '' }, 'check')
      const text = await formatReport(report, format, context)
      expect(text).toMatch(/nothing could be looked at/i)
      expect(text).not.toMatch(/nothing found/i)
    }
  })

  it('promises no fix for rendered text, and says that its lines are not those of the template', async () => {
    const { report, context } = await sampleReport({ 'chart/templates/data.yaml': CLAIM }, 'check')
    const text = await formatReport(report, 'text', { ...context, rendered: new Set(['chart/templates/data.yaml']) })
    expect(text).toContain('chart/templates/data.yaml (rendered) ──')
    expect(text).toContain('fix   1 is in text that helm or Kustomize made: mend it in the chart or in the sources')
    expect(text).not.toContain('--write')
  })

  it('underlines the place, also after wide characters', async () => {
    const text =
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: a, annotations: { note: "日本😀" } }\nspec: { accessModes: [ReadWriteOnce], volumeName: "日本", storageClassName: local-path, resources: { requests: { storage: 1Gi } } }\n'
    const { report, context } = await sampleReport({ 'wide.yaml': text }, 'check', { columns: 120 })
    const lines = (await formatReport(report, 'text', context)).split('\n')
    const index = lines.findIndex((line) => line.includes('━'))
    const line = lines[index - 1] ?? ''
    expect(cells((lines[index] ?? '').split('━')[0] ?? '')).toBe(cells(line.slice(0, line.indexOf('local-path'))))
  })
})

describe('wrap', () => {
  it('breaks a text into pieces, and loses nothing', () => {
    expect(pieces('short', 12)).toEqual(['short'])
    expect(pieces('a日本b', 3)).toEqual(['a日', '本b'])
  })

  it('cuts a path at its start', () => {
    expect(cutStart('very/long/日本/name.yaml', 12)).toBe('…/name.yaml')
    expect(cutStart('short', 12)).toBe('short')
  })

  it('breaks at spaces, and keeps what stands in backticks together', () => {
    expect(wrap('one two `three four` five', 12)).toEqual(['one two', '`three four`', 'five'])
    expect(wrap('a `very long thing in backticks` b', 10)).toEqual(['a `very', 'long thing', 'in', 'backticks`', 'b'])
  })
})
