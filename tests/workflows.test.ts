import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isMap } from '../packages/kubernetes/src/index.ts'
import { readYaml } from '../packages/manifests/src/source/yaml.ts'

const FOLDER = '.github/workflows'
const FILES = readdirSync(FOLDER).map((name) => `${FOLDER}/${name}`)
const hasActionlint = spawnSync('actionlint', ['-version']).status === 0
const zizmor = process.env['AKS_COPILOT_ZIZMOR'] ?? 'zizmor'
const hasZizmor = spawnSync(zizmor, ['--version']).status === 0

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown): Fields {
  return isMap(value) ? value : {}
}

function workflow(path: string): Fields {
  const read = readYaml(readFileSync(path, 'utf8'))
  return read.ok ? fieldsOf(read.value) : {}
}

function jobsOf(path: string): readonly (readonly [name: string, job: Fields])[] {
  return Object.entries(fieldsOf(workflow(path)['jobs'])).map(([name, job]) => [name, fieldsOf(job)])
}

/** Every `uses` with what stands behind it on the line. */
function usesIn(path: string): readonly { readonly action: string; readonly ref: string; readonly comment: string }[] {
  return [...readFileSync(path, 'utf8').matchAll(/uses: (?!\.\/)([^@\s]+)@(\S+)(.*)$/gm)].map(
    ([, action = '', ref = '', comment = '']) => ({
      action,
      ref,
      comment: comment.trim(),
    }),
  )
}

describe.each(FILES)('%s', (path) => {
  it('pins every action by its commit, and says which version that is', () => {
    const loose = usesIn(path).filter(({ ref, comment }) => !/^[0-9a-f]{40}$/.test(ref) || !/^# v\d+\.\d+\.\d+$/.test(comment))
    expect(loose).toEqual([])
  })

  it('gives no right to all jobs, its own to each, and ends what hangs', () => {
    expect(workflow(path)['permissions']).toEqual({})
    expect(fieldsOf(workflow(path)['concurrency'])['group']).toMatch(/\$\{\{ (github|inputs)\./)
    for (const [name, job] of jobsOf(path)) {
      // A job that is another workflow of this repository ends when the jobs there do.
      const ends = String(job['uses']).startsWith('./.github/workflows/') || Number(job['timeout-minutes']) <= 60
      expect([name, isMap(job['permissions']), ends]).toEqual([name, true, true])
      const rights = Object.entries(fieldsOf(job['permissions']))
      expect(rights.filter(([, right]) => right === 'write').length === 0 || job['environment'] !== undefined).toBe(true)
    }
  })

  it('puts nothing from outside into a script, and keeps no login in the checkout', () => {
    const steps = jobsOf(path).flatMap(([, { steps: all }]) => (Array.isArray(all) ? all.map(fieldsOf) : []))
    expect(steps.length).toBeGreaterThan(0)
    expect(steps.filter(({ run }) => typeof run === 'string' && run.includes('${{'))).toEqual([])
    const checkouts = steps.filter(({ uses }) => String(uses).startsWith('actions/checkout@'))
    expect(checkouts.filter((step) => fieldsOf(step['with'])['persist-credentials'] !== false)).toEqual([])
    expect(readFileSync(path, 'utf8')).not.toMatch(/\bsecrets\./)
  })

  it('runs scripts in a shell that a broken pipe ends', () => {
    expect(workflow(path)['defaults']).toEqual({ run: { shell: 'bash' } })
  })

  it('names files that are there', () => {
    const named = readFileSync(path, 'utf8').match(/\b(?:deploy|examples|\.ci)\/[\w./-]*\w/g) ?? []
    expect(named.filter((name) => !existsSync(name) && !name.includes('*'))).toEqual([])
  })
})

it('releases images of a tag that is the version, after the gate, and builds them when what is in them changes', () => {
  const jobs = new Map(jobsOf(`${FOLDER}/image.yml`))
  expect(jobs.get('publish')?.['needs']).toEqual(expect.arrayContaining(['tag', 'gate']))
  expect(jobs.get('gate')?.['uses']).toBe('./.github/workflows/ci.yml')
  expect(readFileSync(`${FOLDER}/ci.yml`, 'utf8')).toMatch(/^ {2}workflow_call:/m)
  expect(JSON.stringify(jobs.get('tag')?.['steps'])).toContain('jq --raw-output .version apps/cli/package.json)\\" = \\"$GITHUB_REF_NAME')
  const paths = /^ {4}paths: \[(.*)\]$/m.exec(readFileSync(`${FOLDER}/image.yml`, 'utf8'))?.[1]?.split(', ')
  expect(paths).toEqual(expect.arrayContaining(['apps/**', 'packages/**', 'scripts/**', 'deploy/container/**', 'package-lock.json']))
})

it('trusts an image that the workflow built from the tag of its version, and no other', () => {
  const verified = readFileSync(`${FOLDER}/deploy.yml`, 'utf8').split('gh attestation verify').slice(1)
  const guide = readFileSync('docs/guides/operations.md', 'utf8')
  expect(verified).toHaveLength(1)
  expect(verified[0]).toMatch(
    /^.*--source-ref "refs\/tags\/v\$VERSION" \\\n\s+--signer-workflow "\$GITHUB_REPOSITORY\/\.github\/workflows\/image\.yml"$/m,
  )
  expect(guide).toMatch(/^gh attestation verify .*:(\S+) .*\\\n.*\/image\.yml --source-ref refs\/tags\/v\1$/m)
  expect(guide).toMatch(/^cosign verify .*:(\S+) \\\n\s+--certificate-identity \S+\/image\.yml@refs\/tags\/v\1 /m)
})

it('installs a compiler for Bicep that is the same tomorrow', () => {
  const installed = FILES.flatMap((path) => readFileSync(path, 'utf8').match(/az bicep install.*$/gm) ?? [])
  expect(installed).toEqual([expect.stringMatching(/ --version v\d+\.\d+\.\d+$/)])
})

it('asks what would change as somebody who may only read', () => {
  expect(readFileSync(`${FOLDER}/deploy.yml`, 'utf8')).toMatch(/what-if .*\\\n\s+--validation-level ProviderNoRbac$/m)
})

it('takes one version of each action', () => {
  const refs = new Map<string, Set<string>>()
  for (const { action, ref, comment } of FILES.flatMap(usesIn)) refs.set(action, (refs.get(action) ?? new Set()).add(`${ref} ${comment}`))
  expect(refs.size).toBeGreaterThan(5)
  expect([...refs].filter(([, versions]) => versions.size !== 1)).toEqual([])
})

it.skipIf(!hasActionlint)('actionlint finds nothing', () => {
  const { status, stdout } = spawnSync('actionlint', [], { encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
})

it.skipIf(!hasZizmor)('zizmor finds nothing', { timeout: 60_000 }, () => {
  const { status, stdout } = spawnSync(zizmor, ['--offline', '--persona', 'pedantic', '--quiet', FOLDER, 'action.yml'], {
    encoding: 'utf8',
  })
  expect({ status, stdout: status === 0 ? '' : stdout }).toEqual({ status: 0, stdout: '' })
})
