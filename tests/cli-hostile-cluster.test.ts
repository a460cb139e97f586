import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.ts'

const FOLDER = mkdtempSync(join(tmpdir(), 'aks-copilot-hostile-'))
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

const ODD = '\u001b[2J\u202e\n✖ Node fake  since now\n  everything is lost'
const NAME = `web; touch /tmp/taken #${ODD}`
const AT = '2026-11-22T09:50:00Z'

/** What a tenant may call its things and say in its logs, in a recording that anybody may have written. */
const recording = {
  format: 'aks-copilot-recording',
  version: 1,
  cluster: `c${ODD}`,
  anonymised: false,
  now: '2026-11-22T10:00:00Z',
  window: { from: '2026-11-22T08:00:00Z', to: '2026-11-22T10:00:00Z' },
  coverage: [
    { kind: 'Pod', observation: 'observed' },
    { kind: 'Event', observation: 'not-observed', why: `x${ODD}` },
  ],
  objects: [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: NAME, namespace: `shop${ODD}`, uid: 'u', creationTimestamp: AT, labels: { ['__proto__']: 'x', constructor: ODD } },
      spec: { containers: [{ name: `app${ODD}`, image: `$(id)${ODD}` }] },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: AT }],
        containerStatuses: [
          {
            name: `app${ODD}`,
            image: 'x',
            restartCount: 9,
            ready: false,
            state: { waiting: { reason: 'CrashLoopBackOff', message: `back-off${ODD}` } },
            lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: AT, startedAt: AT, message: `last words${ODD}` } },
          },
        ],
      },
    },
  ],
  events: [],
  logs: [],
  metrics: [],
  changes: [],
}

describe('a hostile tenant', () => {
  const file = join(FOLDER, 'hostile.json')
  writeFileSync(file, JSON.stringify(recording))

  it('does nothing to a terminal, fakes no line and puts nothing into commands', async () => {
    const { stdout, status } = await runCli(['replay', file, '--verbose'], { cwd: FOLDER })
    expect(status).toBe(1)
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(stdout).not.toMatch(/^✖ Node fake/m)
    const commands = stdout.split('\n').filter((line) => line.trim().startsWith('kubectl'))
    for (const command of commands) expect(command.replaceAll(/'[^']*'/g, '')).not.toMatch(/[;$#]/)
  })

  it('stays JSON, without anything that cannot be seen', async () => {
    const { stdout } = await runCli(['replay', file, '--format', 'json'], { cwd: FOLDER })
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(JSON.parse(stdout)).toMatchObject({ cluster: recording.cluster, incidents: [{ severity: 'error' }] })
  })
})
