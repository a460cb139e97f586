/** Brings each case about on the cluster of KUBECONFIG, and keeps what `debug` would read of it: see README.md. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type ApiServer, ClusterState, connectCluster, diagnose, readCluster, type Snapshot, writeRecording } from '@aks-copilot/cluster'
import { kubectl, splitArguments } from '../harness/kubectl.ts'
import { ownPart } from '../harness/own-part.ts'
import { type Case, readCases } from './read-cases.ts'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'at-once': { type: 'string', default: '5' } } })
const APP = readFileSync(join(import.meta.dirname, 'apps', 'web.yaml'), 'utf8')
const RECORDINGS = join(import.meta.dirname, 'recordings')
/** Until something is found, in seconds; and after that, so that it is the cause that is found and not its first sign. */
const PATIENCE = 240
const AFTER = 40
const PAUSE = 5000

const api = connectCluster({ environment: process.env })
const prefix = `rm-${randomBytes(3).toString('hex')}-`
const queue = readCases(positionals).filter(({ recording }) => recording === undefined)
mkdirSync(RECORDINGS, { recursive: true })
await Promise.all(Array.from({ length: Number(values['at-once']) }, worker))
await api.close()

async function worker(): Promise<void> {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) await recordCase(next)
}

async function recordCase(one: Case): Promise<void> {
  const namespace = `${prefix}${one.name}`
  try {
    await kubectl(['create', 'namespace', namespace])
    await bringAbout(one, namespace)
    const snapshot = await brokenState(api, namespace)
    const text = new TextDecoder().decode(writeRecording(snapshot)).replaceAll(prefix, 'rm-')
    writeFileSync(join(RECORDINGS, `${one.name}.json`), text)
    console.log(`${one.name}: ${diagnose(new ClusterState(snapshot), { runId: 'record' }).incidents[0]?.title ?? 'nothing is found'}`)
  } catch (error) {
    console.error(`${one.name}: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  } finally {
    await kubectl(['delete', 'namespace', namespace, '--wait=false', '--ignore-not-found'])
  }
}

async function bringAbout({ before, release, after }: Case, namespace: string): Promise<void> {
  const run = async (line: string): Promise<string> =>
    await kubectl(['-n', namespace, ...splitArguments(line.replaceAll('${NAMESPACE}', namespace))])
  const rolledOut = async (): Promise<string> => await run('rollout status deployment/web --timeout=150s')
  await kubectl(['-n', namespace, 'apply', '-f', '-'], APP)
  await rolledOut()
  for (const line of before) await run(line)
  await rolledOut()
  await kubectl(['-n', namespace, 'patch', 'deployment', 'web', '--patch', release ?? ''])
  for (const line of after) await run(line)
}

/** What is read once the product finds something, and had a while to find what it comes from. */
async function brokenState(server: ApiServer, namespace: string): Promise<Snapshot> {
  const end = Date.now() + PATIENCE * 1000
  const isBroken = (snapshot: Snapshot): boolean =>
    diagnose(new ClusterState(snapshot), { runId: 'record' }).incidents.some(({ severity }) => severity === 'error')
  for (;;) {
    const snapshot = ownPart(await readCluster(server, { namespaces: [namespace] }), namespace)
    if (isBroken(snapshot)) break
    if (Date.now() > end) throw new Error(`waited ${PATIENCE} s in vain for something to be found`)
    await wait(PAUSE)
  }
  await wait(AFTER * 1000)
  return ownPart(await readCluster(server, { namespaces: [namespace] }), namespace)
}
