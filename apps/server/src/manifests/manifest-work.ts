import type { CheckReport, CheckRequest, FixResponse } from '@aks-copilot/contracts'
import { loadSchemas, type KubernetesVersion, KUBERNETES_VERSIONS, meantWord } from '@aks-copilot/kubernetes'
import {
  type Bundle,
  type CheckOptions,
  createSuppressions,
  detectSource,
  fixManifests,
  formatPatch,
  inspectManifests,
  readBundle,
  RULES,
  SOURCE_PROFILES,
  TARGET_PROFILES,
} from '@aks-copilot/manifests'
import { chosenFixes } from './chosen-fixes.ts'
import { invalidRequest } from '../http/problem.ts'
import { unifiedDiff } from './unified-diff.ts'

/** Checks files that are only in memory. Throws REQUEST_INVALID. */
export async function checkFiles(request: CheckRequest, runId: string): Promise<CheckReport> {
  const bundle = bundleOf(request)
  return inspectManifests(bundle, await optionsFor(bundle, request, runId))
}

/** Proposes fixes for files that are only in memory. Throws REQUEST_INVALID. */
export async function fixFiles(request: CheckRequest, runId: string): Promise<FixResponse> {
  const bundle = bundleOf(request)
  const options = { ...(await optionsFor(bundle, request, runId)), written: false }
  const { report, files } = fixManifests(bundle, { ...options, ...chosenFixes(request, () => fixManifests(bundle, options).report) })
  return { report, files: files.map((file) => ({ ...file, diff: unifiedDiff(file) })), patch: formatPatch(report) }
}

function bundleOf({ files }: CheckRequest): Bundle {
  const paths = new Set(files.map(({ path }) => path))
  if (paths.size < files.length) throw invalidRequest('Two files have the same path.')
  return readBundle(files.map(({ path, text }) => ({ path, text, origin: 'file' as const })))
}

async function optionsFor(bundle: Bundle, request: CheckRequest, runId: string): Promise<CheckOptions> {
  const target = chosen(request.target ?? 'aks-standard', TARGET_PROFILES, 'target')
  const version = request.kubeVersion ?? target.kubernetes
  if (!isVersion(version)) throw invalidRequest(`\`${version.slice(0, 20)}\` is none of ${KUBERNETES_VERSIONS.join(', ')}.`)
  const name = request.source ?? 'auto'
  const found = name === 'auto' ? detectSource(bundle.objects, Object.values(SOURCE_PROFILES)) : chosen(name, SOURCE_PROFILES, 'source')
  return {
    runId,
    source: found ?? chosen('kubernetes', SOURCE_PROFILES, 'source'),
    target: { ...target, kubernetes: version },
    schemas: await loadSchemas(version),
    rules: RULES,
    allow: request.allow ?? [],
    suppressions: createSuppressions({ ruleIds: RULES.map(({ id }) => id) }),
  }
}

function isVersion(text: string): text is KubernetesVersion {
  return (KUBERNETES_VERSIONS as readonly string[]).includes(text)
}

function chosen<Profile>(name: string, profiles: Readonly<Record<string, Profile>>, what: string): Profile {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (profile !== undefined) return profile
  const near = meantWord(name, Object.keys(profiles))
  throw invalidRequest(
    `There is no ${what} profile \`${name.slice(0, 50)}\`${near === undefined ? `: known are ${Object.keys(profiles).join(', ')}` : `; did you mean \`${near}\`?`}`,
  )
}
