import { checkReportSchema } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { formatReport, REPORT_FORMATS } from './format-report.ts'
import { formatPatch } from './patch-file.ts'
import { CLAIM, HOSTILE, sampleReport } from './test-support/sample-report.ts'

// oxlint-disable-next-line no-control-regex -- what no report may carry
const DANGEROUS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/

describe('every format', () => {
  for (const command of ['check', 'fix'] as const) {
    it(`${command}: survives hostile manifests, and lets no control character through`, async () => {
      const { report, context } = await sampleReport(HOSTILE, command)
      expect(checkReportSchema.safeParse(report).success).toBe(true)
      expect(report.violations.length).toBeGreaterThan(3)
      for (const format of REPORT_FORMATS) {
        const text = await formatReport(report, format, context)
        expect({
          format,
          wellFormed: text.isWellFormed(),
          dangerous: DANGEROUS.test(text.replaceAll('\r', '')),
          ends: text.endsWith('\n'),
        }).toEqual({ format, wellFormed: true, dangerous: false, ends: true })
      }
    })
  }

  it('says so when nothing was found', async () => {
    const { report, context } = await sampleReport({ 'clean.yaml': HOSTILE['clean.yaml'] ?? '' }, 'check')
    for (const format of ['text', 'markdown', 'html', 'junit', 'github'] as const)
      expect((await formatReport(report, format, context)).toLowerCase()).toContain('nothing found')
  })
})

describe('github', () => {
  it('escapes properties and messages, and keeps to one line each', async () => {
    const { report, context } = await sampleReport(HOSTILE, 'check')
    const lines = (await formatReport(report, 'github', context)).trimEnd().split('\n')
    expect(
      lines.some((line) =>
        line.startsWith(
          '::error file=a b/ü%2C%3A%25#?.yaml,line=8,endLine=8,col=21,endColumn=30,title=k3s-local-path%3A PersistentVolumeClaim shop/data::Storage class `local-path` does not exist on AKS.%0A',
        ),
      ),
    ).toBe(true)
    expect(lines.slice(0, -1).every((line) => /^::(error|warning|notice) /.test(line))).toBe(true)
    expect(lines.at(-1)).toMatch(/^aks-copilot check: /)
  })

  it('says that GitHub shows only some', async () => {
    const { report, context } = await sampleReport(many(12), 'check')
    expect(await formatReport(report, 'github', context)).toContain('GitHub shows the first 10')
  })
})

describe('junit', () => {
  it('has a suite for each file, and numbers that add up', async () => {
    const { report, context } = await sampleReport(HOSTILE, 'check')
    const text = await formatReport(report, 'junit', context)
    expect(text).toContain('<testsuite name="clean.yaml" tests="1" failures="0"')
    expect(text.match(/<failure /g)?.length).toBe(report.violations.filter(({ severity }) => severity !== 'info').length)
    expect(text.match(/<testcase /g)?.length).toBe(Number(/tests="(\d+)"/.exec(text)?.[1]))
    expect(text.replaceAll(/<[^<>]*>/g, '')).not.toMatch(/[<>]/)
  })
})

describe('html', () => {
  it('is one page that asks nobody for anything, with every text escaped', async () => {
    const { report, context } = await sampleReport(HOSTILE, 'fix')
    const page = await formatReport(report, 'html', context)
    expect(page).not.toContain('<script>alert')
    expect(page.match(/<script>/g)?.length).toBe(1)
    expect(page).not.toMatch(/(?:src|href)=/)
    expect(page).not.toMatch(/ on[a-z]+=/)
    expect(page).toContain(`default-src 'none'; style-src 'sha256-`)
    expect(page).toContain('<mark>local-path</mark>')
    expect(page.match(/<article /g)?.length).toBe(report.violations.length)
  })
})

describe('markdown', () => {
  it('shows the place, the diff and the certificate', async () => {
    const { report, context } = await sampleReport({ 'data.yaml': CLAIM }, 'fix')
    const text = await formatReport(report, 'markdown', context)
    expect(text).toContain('> 8 |   storageClassName: local-path   # NVMe of the node')
    expect(text).toContain('+  storageClassName: managed-csi   # NVMe of the node')
    expect(text).toContain('<details><summary>Certificate: 8 of 8 gates passed</summary>')
  })

  it('lets no HTML of a manifest through', async () => {
    const { report, context } = await sampleReport(HOSTILE, 'fix')
    const text = await formatReport(report, 'markdown', context)
    const outside = text.replaceAll(/^(`{3,})[\s\S]*?^\1$/gm, '').replaceAll(/(`+)(?:(?!\1)[\s\S])*?\1/g, '')
    expect(outside.replaceAll(/<\/?(?:details|summary)(?: open)?>/g, '')).not.toMatch(/<[a-z]/i)
  })
})

describe('patch.json', () => {
  it('has the operations of what is proposed, and their certificate', async () => {
    const { report } = await sampleReport({ 'data.yaml': CLAIM }, 'fix')
    const [patch, ...others] = (JSON.parse(formatPatch(report)) as { patches: Record<string, unknown>[] }).patches
    expect(others).toEqual([])
    expect(patch).toMatchObject({
      file: 'data.yaml',
      ruleId: 'k3s-local-path',
      kind: 'auto',
      status: 'proposed',
      operations: [
        { op: 'test', path: '/kind', value: 'PersistentVolumeClaim' },
        { op: 'test', path: '/metadata/name', value: 'data' },
        { op: 'test', path: '/spec/storageClassName', value: 'local-path' },
        { op: 'replace', path: '/spec/storageClassName', value: 'managed-csi' },
      ],
    })
    expect(JSON.stringify(patch?.['certificate'])).toContain('violation-gone')
  })
})

function many(count: number): Record<string, string> {
  return { 'many.yaml': Array.from({ length: count }, (_, index) => CLAIM.replace('data #', `data-${index} #`)).join('---\n') }
}
