import { loadSchemas } from '@aks-copilot/kubernetes'
import type { CheckReport } from '@aks-copilot/contracts'
import { fixManifests } from '../../fix-manifests.ts'
import { inspectManifests } from '../../inspect-manifests.ts'
import { RULES } from '../../inspect/rules.generated.ts'
import { SOURCE_PROFILES, TARGET_PROFILES } from '../../profiles/built-in.generated.ts'
import { type Bundle, readBundle } from '../../source/bundle.ts'
import { fileText } from '../../source/manifest.ts'
import type { FormatContext } from '../format-context.ts'

export interface Sample {
  readonly report: CheckReport
  readonly context: FormatContext
  readonly bundle: Bundle
}

/** Runs the whole pipeline on small texts, as the command line would. */
export async function sampleReport(
  texts: Readonly<Record<string, string>>,
  command: 'check' | 'fix',
  context: Partial<FormatContext> = {},
): Promise<Sample> {
  const [source, target] = [SOURCE_PROFILES['k3s'], TARGET_PROFILES['aks-standard']]
  if (source === undefined || target === undefined) throw new Error('the built-in profiles are missing')
  const options = {
    runId: '6f1c1d5e-0c5a-4f7e-9d3c-2b8f0a1e4c77',
    source,
    target,
    schemas: await loadSchemas(target.kubernetes),
    rules: RULES,
    allow: [],
    written: false,
  }
  const bundle = readBundle(Object.entries(texts).map(([path, text]) => ({ path, text, origin: 'file' as const })))
  const result = command === 'fix' ? fixManifests(bundle, options) : { report: inspectManifests(bundle, options), bundle, files: [] }
  return {
    report: result.report,
    bundle: result.bundle,
    context: {
      command,
      version: '0.1.0',
      rules: RULES,
      files: Object.keys(texts),
      textOf: (path) => bundle.files.filter((file) => file.path === path).map(fileText)[0],
      fixed: result.files,
      color: false,
      columns: 100,
      quiet: false,
      verbose: false,
      duration: 42,
      ...context,
    },
  }
}

export const CLAIM = `apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: data # the shop's orders
  namespace: shop
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: local-path   # NVMe of the node
  resources: { requests: { storage: 20Gi } }
`

/** A string with everything in it that a format could stumble over. */
const NASTY = String.raw`a"b'c]]><script>alert(1)</script>|%0A::error::x{0}` + '`\u001B[31m\u0007\u202E😀日本\uD800'

export const HOSTILE: Readonly<Record<string, string>> = {
  'a b/ü,:%#?.yaml': CLAIM.replaceAll('\n', '\r\n'),
  'bom.yaml': `\uFEFF${CLAIM.replace('data #', 'second #')}`,
  'nasty.yaml': `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: ${JSON.stringify(NASTY)}, namespace: "x\\ny" }
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: local-path
  resources: { requests: { storage: 1Gi } }
`,
  'long.yaml': `{"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"long","annotations":{"x":"${'日本😀 '.repeat(2000)}"}},"spec":{"accessModes":["ReadWriteOnce"],"storageClassName":"local-path","resources":{"requests":{"storage":"1Gi"}}}}\n`,
  'clean.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: clean }\n',
  'broken.yaml': 'apiVersion: v1\nkind: [\n',
}
