import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatReport } from './format-report.ts'
import { artifactLocation } from './sarif/artifact-uri.ts'
import { CLAIM, HOSTILE, sampleReport } from './test-support/sample-report.ts'

interface Region {
  startLine: number
  startColumn: number
  endLine: number
  endColumn: number
}
interface SarifResult {
  ruleId: string
  ruleIndex: number
  partialFingerprints: Record<string, string>
  locations: { physicalLocation: { region: Region } }[]
  fixes?: { artifactChanges: { replacements: { deletedRegion: Region; insertedContent?: { text: string } }[] }[] }[]
}
interface SarifLog {
  runs: {
    tool: { driver: { rules: { id: string }[] } }
    results: SarifResult[]
    invocations: { toolExecutionNotifications: unknown[] }[]
  }[]
}

async function sarif(texts: Record<string, string>, command: 'check' | 'fix') {
  const { report, context } = await sampleReport(texts, command)
  const text = await formatReport(report, 'sarif', context)
  const [run] = (JSON.parse(text) as SarifLog).runs
  if (run === undefined) throw new Error('no run')
  return { text, run, context }
}

describe('sarif', () => {
  it('names the place in lines and UTF-16 columns, and the rule by its index', async () => {
    const { run } = await sarif({ 'data.yaml': CLAIM }, 'check')
    const [result] = run.results
    expect(result?.locations[0]?.physicalLocation.region).toEqual({
      startLine: 8,
      startColumn: 21,
      endLine: 8,
      endColumn: 31,
      snippet: { text: 'local-path' },
    })
    expect(run.tool.driver.rules[result?.ruleIndex ?? -1]?.id).toBe('k3s-local-path')
    expect(result?.fixes).toBeUndefined()
  })

  it('tells a proven fix as replacements that make the fixed text, also with CRLF and a byte order mark', async () => {
    const { run, context } = await sarif(
      {
        'data.yaml': CLAIM,
        'crlf.yaml': CLAIM.replaceAll('\n', '\r\n').replace('data #', 'crlf #'),
        'bom.yaml': HOSTILE['bom.yaml'] ?? '',
      },
      'fix',
    )
    expect(run.results).toHaveLength(3)
    for (const [index, result] of run.results.entries()) {
      const file = context.fixed[index]
      const changes = result.fixes?.[0]?.artifactChanges[0]?.replacements ?? []
      expect(changes).toHaveLength(1)
      expect(apply(file?.before ?? '', changes)).toBe(file?.after)
    }
  })

  it('keeps the fingerprint when lines move, and never gives one twice', async () => {
    const before = await sarif({ 'data.yaml': CLAIM }, 'check')
    const after = await sarif({ 'data.yaml': `# moved\n\n${CLAIM}` }, 'check')
    expect(after.run.results[0]?.partialFingerprints).toEqual(before.run.results[0]?.partialFingerprints)
    const twice = await sarif({ 'data.yaml': `${CLAIM}---\n${CLAIM}` }, 'check')
    expect(new Set(twice.run.results.map((result) => JSON.stringify(result.partialFingerprints))).size).toBe(twice.run.results.length)
  })

  it('tells what was not looked at as a notification', async () => {
    const { run } = await sarif(HOSTILE, 'check')
    expect(run.invocations[0]?.toolExecutionNotifications.length).toBeGreaterThan(0)
  })

  it.each([
    ['./a b/ü.yaml', { uri: 'a%20b/%C3%BC.yaml', uriBaseId: '%SRCROOT%' }],
    ['c:d.yaml', { uri: 'c%3Ad.yaml', uriBaseId: '%SRCROOT%' }],
    ['../up.yaml', { uri: '../up.yaml' }],
    ['/abs/#1.yaml', { uri: 'file:///abs/%231.yaml' }],
    ['C:/x/y.yaml', { uri: 'file:///C:/x/y.yaml' }],
    ['-', { uri: 'stdin', uriBaseId: '%SRCROOT%' }],
  ])('writes the path %s as a URI', (path, location) => {
    expect(artifactLocation(path)).toEqual(location)
  })
})

const TOOL = new URL('../../../../node_modules/.bin/sarif-multitool', import.meta.url).pathname

describe.skipIf(!existsSync(TOOL))('sarif-multitool', () => {
  for (const command of ['check', 'fix'] as const) {
    it(`${command}: has nothing to say about a report of hostile manifests`, { timeout: 60_000 }, async () => {
      const { text } = await sarif({ ...HOSTILE, 'data.yaml': CLAIM }, command)
      const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-sarif-'))
      writeFileSync(join(folder, 'report.sarif'), text)
      const { status, stdout } = spawnSync(
        TOOL,
        ['validate', join(folder, 'report.sarif'), '--output', join(folder, 'verdict.sarif'), '--log', 'ForceOverwrite'],
        { encoding: 'utf8' },
      )
      const verdict = JSON.parse(readFileSync(join(folder, 'verdict.sarif'), 'utf8').replace(/^\uFEFF/, '')) as {
        runs: { results?: unknown[] }[]
      }
      rmSync(folder, { recursive: true })
      expect({ status, results: verdict.runs.flatMap(({ results }) => results ?? []), stdout: status === 0 ? '' : stdout }).toEqual({
        status: 0,
        results: [],
        stdout: '',
      })
    })
  }
})

/** What an editor does with replacements: a byte order mark is not a column. */
function apply(text: string, changes: readonly { deletedRegion: Region; insertedContent?: { text: string } }[]): string {
  const bom = text.startsWith('\uFEFF') ? 1 : 0
  const lines = text.slice(bom).split('\n')
  const offset = (line: number, column: number): number =>
    bom + lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1
  return changes
    .toReversed()
    .reduce(
      (result, { deletedRegion: { startLine, startColumn, endLine, endColumn }, insertedContent }) =>
        result.slice(0, offset(startLine, startColumn)) + (insertedContent?.text ?? '') + result.slice(offset(endLine, endColumn)),
      text,
    )
}
