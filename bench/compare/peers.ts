import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { keyOf, type ManifestObject, type ObjectKey } from './objects.ts'
import { findWithMonokle } from './monokle.ts'

/** One thing that a program says about one object. */
export interface Finding {
  readonly check: string
  readonly message: string
  readonly object: ObjectKey
}

export interface Material {
  readonly folders: readonly string[]
  readonly groups: ReadonlyMap<string, readonly string[]>
  readonly objects: readonly ManifestObject[]
}

export interface Peer {
  readonly name: string
  version(): string | undefined
  find(material: Material): Promise<Finding[]> | Finding[]
}

const MAIN = join(import.meta.dirname, '../../apps/cli/dist/aks-copilot.js')

export const OWN: Peer = {
  name: 'own',
  version: () => output(process.execPath, [MAIN, '--version']).trim(),
  find: ({ groups }) =>
    [...groups.values()].flatMap((files) => {
      const report = JSON.parse(
        output(process.execPath, [
          MAIN,
          'check',
          '--format',
          'json',
          '--fail-on',
          'never',
          '--target',
          join(import.meta.dirname, 'target.yaml'),
          ...files,
        ]),
      )
      return report.violations.map((found: { ruleId: string; message: string; file: string; object?: { kind: string; name: string } }) => ({
        check: found.ruleId,
        message: found.message,
        object: keyOf({ file: resolve(found.file), kind: found.object?.kind ?? '', name: found.object?.name ?? '' }),
      }))
    }),
}

export const PEERS: readonly Peer[] = [
  {
    name: 'kube-score',
    version: () => versionOf('kube-score', ['version']),
    find: ({ groups }) => [...groups.values()].flatMap(scoreGroup),
  },
  { name: 'checkov', version: () => versionOf('checkov', ['--version']), find: ({ folders }) => folders.flatMap(findWithCheckov) },
  {
    name: 'trivy',
    version: () => versionOf('trivy', ['--version']),
    find: ({ folders, objects }) => folders.flatMap((folder) => findWithTrivy(folder, objects)),
  },
  { name: 'monokle', ...findWithMonokle },
]

interface ScoredObject {
  readonly file_name: string
  readonly type_meta: { readonly kind: string }
  readonly object_meta: { readonly name?: string }
  readonly checks: readonly { check: { id: string }; grade: number; skipped: boolean; comments: readonly { summary: string }[] | null }[]
}

/** kube-score gives up on all files when it cannot read one: that one is then left out. */
function scoreGroup(files: readonly string[]): Finding[] {
  const whole = output('kube-score', ['score', '--output-format', 'json', ...files])
  const readable = whole === '' ? files.filter((file) => output('kube-score', ['score', '--output-format', 'json', file]) !== '') : files
  if (readable.length === 0) return []
  const scored: readonly ScoredObject[] | null = JSON.parse(
    whole === '' ? output('kube-score', ['score', '--output-format', 'json', ...readable]) : whole,
  )
  return (scored ?? []).flatMap(({ file_name: file, type_meta: { kind }, object_meta: { name = '' }, checks }) =>
    checks
      .filter(({ grade, skipped }) => grade < 10 && !skipped)
      .flatMap(({ check, comments }) =>
        (comments ?? []).map(({ summary }) => ({ check: check.id, message: summary, object: keyOf({ file, kind, name }) })),
      ),
  )
}

interface CheckovReport {
  readonly results: { readonly failed_checks: readonly { check_id: string; check_name: string; file_abs_path: string; resource: string }[] }
}

function findWithCheckov(folder: string): Finding[] {
  const report: CheckovReport | CheckovReport[] = JSON.parse(
    output('checkov', ['--framework', 'kubernetes', '--compact', '--quiet', '-o', 'json', '-d', folder]),
  )
  const reports = Array.isArray(report) ? report : [report]
  return reports.flatMap(({ results }) =>
    results.failed_checks.map((found) => {
      const [kind = '', , ...name] = found.resource.split('.')
      return { check: found.check_id, message: found.check_name, object: keyOf({ file: found.file_abs_path, kind, name: name.join('.') }) }
    }),
  )
}

interface TrivyReport {
  readonly Results?: readonly {
    Target: string
    Misconfigurations?: readonly { ID: string; Message: string; CauseMetadata?: { StartLine?: number } }[]
  }[]
}

/** trivy names the object in its message, in most of them; else the line tells. */
function findWithTrivy(folder: string, objects: readonly ManifestObject[]): Finding[] {
  const report: TrivyReport = JSON.parse(output('trivy', ['config', '--quiet', '--skip-check-update', '--format', 'json', folder]))
  return (report.Results ?? []).flatMap(({ Target, Misconfigurations = [] }) =>
    Misconfigurations.flatMap(({ ID: check, Message: message, CauseMetadata }) => {
      const [, kind = '', name = ''] =
        /(?:^| of )(\w+) '([^']*)'(?: should|$)/.exec(message) ?? / ?(\w+) "?([\w.-]+)"? in "?[\w-]+"? namespace/.exec(message) ?? []
      const here = objects.filter(({ file }) => file === join(folder, Target))
      const line = CauseMetadata?.StartLine ?? 0
      const object =
        here.find((one) => one.kind.toLowerCase() === kind.toLowerCase() && one.name === name) ??
        here.find(({ firstLine, lastLine }) => firstLine <= line && line <= lastLine) ??
        (here.length === 1 ? here[0] : undefined)
      return object === undefined ? [] : [{ check, message, object: keyOf(object) }]
    }),
  )
}

function versionOf(program: string, args: readonly string[]): string | undefined {
  const result = spawnSync(program, args, { encoding: 'utf8' })
  return result.error === undefined && result.status === 0 ? (/\d+\.\d+\.\d+/.exec(result.stdout)?.[0] ?? 'built from source') : undefined
}

function output(program: string, args: readonly string[]): string {
  return spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024 }).stdout
}
