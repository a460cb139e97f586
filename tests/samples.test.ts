import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type CheckReport, checkReportSchema, type Violation } from '@aks-copilot/contracts'
import { describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'
import { temporaryFolder } from './temporary-folder.ts'

const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url))
const SAMPLES = ['shop/k3s', 'shop/okd', 'database/k3s', 'database/okd', 'batch/k3s', 'batch/okd']

/** What must be mended without a person: with the profile of a team that has decided about its registry, and with none at all. */
const BAR = { 'my-aks.yaml': 80, 'aks-standard': 65 }

async function fix(sample: string, target: string, folder: string): Promise<CheckReport> {
  const { status, stdout, stderr } = await runCli(['fix', '.', '--target', target, '--output', folder, '--format', 'json'], {
    cwd: join(EXAMPLES, sample),
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return checkReportSchema.parse(JSON.parse(stdout))
}

/** What is left and does not say who must decide what, or why it was refused. */
function unexplained({ violations }: CheckReport): Violation[] {
  const isExplained = ({ fix: { kind, status, description, reason } }: Violation): boolean =>
    status === 'refused' ? (reason ?? '').length > 10 : (kind === 'judge' || kind === 'opt') && /^[A-Z].{20,}[.:]/s.test(description)
  return violations.filter((one) => one.fix.status !== 'applied' && !isExplained(one))
}

function nameOf({ ruleId, object: { kind, name } }: Violation): string {
  return `${ruleId} ${kind} ${name}`
}

function percent({ summary: { fixed, unfixed } }: CheckReport): number {
  return Math.round((100 * fixed) / (fixed + unfixed))
}

describe.each(SAMPLES)('examples/%s', (sample) => {
  it.each(['my-aks.yaml', 'aks-standard'] as const)(
    'for %s: enough is mended, the rest says who must decide what, a second run proposes nothing',
    async (name) => {
      const target = name.endsWith('.yaml') ? join(EXAMPLES, name) : name
      const folder = temporaryFolder()
      const report = await fix(sample, target, folder)
      console.log(`${sample} for ${name}: ${report.summary.fixed} of ${report.violations.length} mended, ${percent(report)} %`)
      expect(percent(report)).toBeGreaterThanOrEqual(BAR[name])
      expect(unexplained(report)).toEqual([])
      const again = await runCli(['fix', '.', '--target', target, '--source', report.source, '--format', 'json'], { cwd: folder })
      const second = checkReportSchema.parse(JSON.parse(again.stdout))
      expect(second.summary.fixed).toBe(0)
      expect(second.summary.unfixed).toBeLessThanOrEqual(report.summary.unfixed)
      expect(second.violations.filter(({ ruleId }) => ruleId.startsWith('schema-'))).toEqual([])
      const still = new Set(second.violations.map(nameOf))
      expect(report.violations.filter((one) => one.fix.status === 'refused' && !still.has(nameOf(one)))).toEqual([])
    },
  )

  it('fix --write in place gives the same files as --output', async () => {
    const [copy, output] = [temporaryFolder(), temporaryFolder()]
    cpSync(join(EXAMPLES, sample), copy, { recursive: true })
    await fix(sample, 'aks-standard', output)
    await runCli(['fix', '--write'], { cwd: copy })
    for (const name of readdirSync(output)) expect(readFileSync(join(copy, name), 'utf8')).toBe(readFileSync(join(output, name), 'utf8'))
  })
})
