/** Broken deployments from Degraded to Healthy, or to a person who knows why not, with a real Argo CD: see repair/README.md. */
import { parseArgs } from 'node:util'
import { judgeAll } from './repair/harness/judge-all.ts'
import type { Outcome } from './repair/harness/judge-run.ts'
import { readScenarios } from './repair/harness/read-scenarios.ts'
import { hasArgoCd, type RunOptions, runScenarios } from './repair/harness/run-scenarios.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'at-once': { type: 'string', default: '6' },
    argocd: { type: 'string', default: 'argocd' },
    keep: { type: 'boolean', default: false },
    slow: { type: 'boolean', default: false },
    'second-try': { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})

const scenarios = readScenarios(positionals)
if ((process.env['KUBECONFIG'] ?? '') === '') skip('KUBECONFIG names no cluster')
else if (await hasArgoCd(values.argocd)) await run()
else skip('the cluster has no Argo CD')

function skip(why: string): void {
  console.log(`repair: skipped, ${why}`)
}

async function run(): Promise<void> {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  process.once('SIGTERM', () => stop.abort())
  const start = performance.now()
  const options = { atOnce: Number(values['at-once']), argocd: values.argocd, keep: values.keep, tell, signal: stop.signal }
  const first = await runScenarios(scenarios, options)
  const outcomes = values['second-try'] ? await again(first, options) : first
  const verdict = judgeAll(outcomes, scenarios.length, (performance.now() - start) / 60_000, values.slow)
  console.log(`\n${table(outcomes)}\n`)
  console.log(`repair: ${verdict.text}`)
  process.exitCode = verdict.exitCode
}

/** On a busy machine, what went wrong gets a second chance; what is told at the end is the newer one. */
async function again(outcomes: readonly Outcome[], options: RunOptions): Promise<Outcome[]> {
  const wrong = outcomes.filter(({ misses }) => misses.length > 0)
  if (wrong.length === 0) return [...outcomes]
  console.log(`\nrepair: ${wrong.length} get a second try`)
  const second = await runScenarios(
    wrong.map(({ scenario }) => scenario),
    options,
  )
  return [...outcomes.filter((one) => !wrong.includes(one)), ...second]
}

function tell(outcome: Outcome): void {
  console.log(row(outcome))
  for (const miss of outcome.misses) console.log(`      ${miss}`)
  if (values.verbose || outcome.misses.length > 0) console.log(outcome.told.replaceAll(/^/gm, '      | '))
}

function table(outcomes: readonly Outcome[]): string {
  return outcomes
    .toSorted((left, right) => left.scenario.name.localeCompare(right.scenario.name))
    .map(row)
    .join('\n')
}

/** The seconds are those of the command: from `debug` to healthy, or to a person. */
function row({ scenario, kind, attempts, ran, misses }: Outcome): string {
  const verdict = misses.length === 0 ? 'right' : 'WRONG'
  const seconds = ran === undefined ? '-' : ran.toFixed(0)
  return `${verdict}  ${scenario.name.padEnd(22)} ${kind.padEnd(17)} ${String(attempts)} attempts ${seconds.padStart(4)} s  ${scenario.title}`
}
