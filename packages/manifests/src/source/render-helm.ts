import type { Skipped } from '@aks-copilot/contracts'
import type { SourceFile } from './manifest.ts'
import { inside, type Place } from './place.ts'
import { runTool, type ToolResult } from './run-tool.ts'
import { splitDocuments } from './split-documents.ts'

export interface HelmOptions {
  /** The program; default `helm`. */
  readonly command?: string
  readonly releaseName?: string
  readonly namespace?: string
  readonly kubeVersion?: string
  /** Files of values, later ones win. */
  readonly values?: readonly string[]
  readonly timeoutMs?: number
}

export interface Rendered {
  readonly files: readonly SourceFile[]
  readonly skipped: readonly Skipped[]
}

/** Renders a chart with its default values. Fetches nothing and asks no cluster; tests of the chart are left out. */
export async function renderHelm(
  chart: Place,
  options: HelmOptions,
  { cwd, signal }: { cwd: string; signal?: AbortSignal | undefined },
): Promise<Rendered> {
  const result = await runTool(options.command ?? 'helm', helmArguments(chart, options), {
    cwd,
    signal,
    timeoutMs: options.timeoutMs ?? 60_000,
  })
  if (result.status !== 'done') return { files: [], skipped: [{ what: chart.shown, why: whyNot(result, chart) }] }
  return { files: templatesOf(result.output, chart), skipped: [] }
}

function helmArguments(chart: Place, { releaseName = 'release-name', namespace, kubeVersion, values = [] }: HelmOptions): string[] {
  return [
    'template',
    releaseName,
    chart.absolute,
    '--include-crds',
    '--skip-tests',
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
    ...(kubeVersion === undefined ? [] : ['--kube-version', kubeVersion]),
    ...values.flatMap((file) => ['--values', file]),
  ]
}

function whyNot(result: Exclude<ToolResult, { status: 'done' }>, chart: Place): string {
  if (result.status === 'missing') return 'is a Helm chart: install helm (https://helm.sh/docs/intro/install) to have it rendered'
  if (/library charts? (?:is|are) not installable/.test(result.why)) return 'is a Helm library chart, which makes no objects by itself'
  const remedy = /missing in charts\/ directory/.test(result.why) ? `; run \`helm dependency build ${chart.shown}\`` : ''
  return `is a Helm chart that helm could not render: ${result.why}${remedy}`
}

/** One text for each template, under the path of the template: helm says it in `# Source: name/templates/x.yaml`. */
function templatesOf(output: string, chart: Place): SourceFile[] {
  const texts = Map.groupBy(splitDocuments(output), (document) => {
    const source = /^# Source: [^/\n]+\/(\S.*?)\s*$/m.exec(document)?.[1]
    return source === undefined ? chart.shown : inside(chart, source).shown
  })
  return [...texts].map(([path, documents]) => ({ path, text: documents.join(''), origin: 'helm' as const }))
}
