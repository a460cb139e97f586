import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

/**
 * Stands in for Azure: a deployment makes a revision of its image, and a revision is ready unless its image is named bad. What is asked is
 * kept in the file `calls`, that the last deployment failed, which has no outputs, in `failed`, the image that runs in `image`, the state of the server in `latest` and `ready`.
 */
const AZ = `#!/usr/bin/env bash
cd "$(dirname "$0")"
echo "$*" >> calls
case "$*" in
  *'deployment group create'*)
    case "$SERVER_IMAGE" in refused*) touch failed; exit 1 ;; esac
    rm -f failed
    echo "$SERVER_IMAGE" > image; echo "\${JOBS_IMAGE:-}" > jobs
    echo "rev-$SERVER_IMAGE" > latest
    case "$SERVER_IMAGE" in bad*) ;; *) cp latest ready ;; esac ;;
  *'containerapp list'*) if [ -f image ]; then echo copilot-server; fi ;;
  *'outputs.serverName'*) if [ -f image ] && [ ! -f failed ]; then echo copilot-server; else exit 3; fi ;;
  *'outputs.serverUrl'*) echo https://copilot.example ;;
  *'containers[0].image'*) case "$*" in *'job list'*) cat jobs ;; *) cat image ;; esac ;;
  *latestRevisionName*) cat latest ;;
  *latestReadyRevisionName*) cat ready 2>/dev/null || true ;;
  *) exit 9 ;;
esac
`

function azure(files: Readonly<Record<string, string>> = {}): string {
  const folder = temporaryFolder({ az: AZ, 'test.bicepparam': "using 'main.bicep'\n", ...files })
  chmodSync(join(folder, 'az'), 0o755)
  return folder
}

function rollOut(
  folder: string,
  image: string,
  args = ['group', join(folder, 'test.bicepparam')],
): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['deploy/bicep/roll-out.sh', ...args], {
    encoding: 'utf8',
    env: {
      PATH: `${folder}:${process.env['PATH']}`,
      SERVER_IMAGE: image,
      JOBS_IMAGE: `${image}-jobs`,
      READY_SECONDS: '1',
      READY_PAUSE: '0.2',
    },
  })
  return { status, said: stdout + stderr }
}

const RUNNING = { image: 'old\n', jobs: 'old-jobs\n', latest: 'rev-old\n', ready: 'rev-old\n' }
const running = (folder: string): string[] => ['image', 'jobs', 'ready'].map((name) => readFileSync(join(folder, name), 'utf8').trim())

describe.skipIf(process.platform === 'win32')('roll-out.sh', () => {
  it('deploys what becomes ready, the first time and later', () => {
    for (const folder of [azure(), azure(RUNNING)]) {
      const { status, said } = rollOut(folder, 'new')
      expect({ status, said }).toEqual({ status: 0, said: 'Ready: rev-new at https://copilot.example\n' })
      expect(running(folder)).toEqual(['new', 'new-jobs', 'rev-new'])
    }
  })

  it('goes back to both images when the server does not become ready, or Azure refuses', () => {
    for (const image of ['bad', 'refused']) {
      const folder = azure(RUNNING)
      const { status, said } = rollOut(folder, image)
      expect([status, running(folder)]).toEqual([1, ['old', 'old-jobs', 'rev-old']])
      expect(said).toContain('Going back to old\n')
      expect(said).toContain('Ready: rev-old')
    }
  })

  it('says so when nothing was there before, and when what was before fails, too', () => {
    expect(rollOut(azure(), 'bad')).toMatchObject({ status: 1, said: expect.stringContaining('nothing was there before') as string })
    const folder = azure({ ...RUNNING, image: 'bad-before\n' })
    expect(rollOut(folder, 'bad')).toMatchObject({ status: 3, said: expect.stringContaining('Going back failed, too') as string })
  })

  it('knows what runs when the deployment before failed, and goes back to it', () => {
    const folder = azure({ ...RUNNING, failed: '' })
    const { status, said } = rollOut(folder, 'bad')
    expect([status, running(folder)]).toEqual([1, ['old', 'old-jobs', 'rev-old']])
    expect(said).toContain('Going back to old\n')
  })

  it('asks Azure nothing when it is called wrongly', () => {
    const folder = azure()
    for (const args of [[], ['group'], ['', 'x'], ['group', join(folder, 'missing.bicepparam')]])
      expect(rollOut(folder, 'new', args).status).toBe(2)
    expect(existsSync(join(folder, 'calls'))).toBe(false)
  })
})
