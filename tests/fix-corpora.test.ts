import { loadSchemas } from '@aks-copilot/kubernetes'
import {
  detectSource,
  fileText,
  type FixOptions,
  type FixResult,
  fixManifests,
  readBundle,
  RULES,
  SOURCE_PROFILES,
  type SourceFile,
  TARGET_PROFILES,
} from '@aks-copilot/manifests'
import { describe, expect, it } from 'vitest'
import { CORPORA, corpusFiles } from './corpora.ts'

const GATES = [
  'operations-applied',
  'violation-gone',
  'nothing-new',
  'schema-valid',
  'declared-paths-only',
  'text-equals-object',
  'other-bytes-unchanged',
  'second-run-silent',
]

async function optionsFor(files: readonly SourceFile[], target = TARGET_PROFILES['aks-standard']): Promise<FixOptions> {
  const source = detectSource(readBundle(files).objects, Object.values(SOURCE_PROFILES)) ?? SOURCE_PROFILES['kubernetes']
  if (source === undefined || target === undefined) throw new Error('no built-in profiles')
  return { runId: 'test', source, target, schemas: await loadSchemas(target.kubernetes), rules: RULES, allow: [], written: true }
}

function proven(result: FixResult): string[] {
  return result.report.violations.flatMap(({ file, ruleId, fix }) => {
    if (fix.status === 'applied' && fix.certificate !== undefined) {
      const gates = fix.certificate.gates
      return gates.every(({ pass }) => pass) && GATES.every((name) => gates.some(({ gate }) => gate === name))
        ? []
        : [`${file} ${ruleId}: applied without all gates`]
    }
    if (fix.status === 'refused')
      return fix.reason === undefined || fix.reason === '' ? [`${file} ${ruleId}: refused without a reason`] : []
    return fix.status === 'proposed' && (fix.kind === 'auto' || fix.kind === 'doc')
      ? [`${file} ${ruleId}: neither applied nor refused`]
      : []
  })
}

describe.skipIf(CORPORA === undefined)('fix on real manifests', () => {
  it.each(['kubernetes-examples', 'openshift-library'])(
    '%s: each file is checked or skipped, each fix is proven or refused, a second run proposes nothing',
    { timeout: 240_000 },
    async (folder) => {
      const problems: string[] = []
      for (const file of corpusFiles(folder)) {
        const options = await optionsFor([file])
        const bundle = readBundle([file])
        const result = fixManifests(bundle, options)
        if (bundle.objects.length === 0 && result.report.skipped.length === 0 && file.text.trim() !== '')
          problems.push(`${file.path}: neither checked nor skipped`)
        problems.push(...proven(result))
        const again = fixManifests(readBundle(result.bundle.files.map((one) => ({ ...file, text: fileText(one) }))), options)
        for (const { ruleId, fix, message } of again.report.violations)
          if (fix.status === 'applied') problems.push(`${file.path}: a second run applies ${ruleId}: ${message}`)
      }
      expect(problems).toEqual([])
    },
  )
})
