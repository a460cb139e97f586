import type { Field, KubernetesObject } from '@aks-copilot/kubernetes'

const PROVIDED = ['values', 'valuesSecrets', 'authSecret', 'repoCA', 'repoCAConfigMap', 'dockerRegistrySecret']

/** What a person does by hand in place of k3s: files to write, things to provide, and the command. A HelmChartConfig has the last word on values. */
export function helmSteps(chart: KubernetesObject, config: KubernetesObject | undefined): string {
  const sources = [chart, ...(config === undefined ? [] : [config])].filter((source) => source.at('spec', 'valuesContent').exists)
  const fileOf = (source: KubernetesObject): string => `${chart.name}${source === chart ? '' : '-config'}-values.yaml`
  return [
    ...(chart.at('spec', 'chartContent').exists ? [`decode spec.chartContent (base64) into \`${chart.name}.tgz\``] : []),
    ...sources.map((source) => `save spec.valuesContent of the ${source.kind} as \`${fileOf(source)}\``),
    ...PROVIDED.filter((field) => chart.at('spec', field).exists).map((field) => `provide what spec.${field} gives`),
    `run \`${helmCommand(chart, sources.map(fileOf))}\``,
  ].join(', ')
}

/** The command that does what k3s does with a HelmChart; `files` are the values files that a person writes first. */
export function helmCommand(chart: KubernetesObject, files: readonly string[]): string {
  const spec = chart.at('spec')
  const namespace = spec.at('targetNamespace').text ?? chart.namespace ?? 'default'
  const archive = spec.at('chartContent').exists ? `./${chart.name}.tgz` : undefined
  const parts = [
    'helm',
    'upgrade',
    '--install',
    chart.name,
    archive ?? spec.at('chart').text ?? '',
    ...(archive === undefined ? flag('--repo', spec.at('repo')) : []),
    ...flag('--version', spec.at('version')),
    '--namespace',
    namespace,
    ...(/^(default|kube-.*)$/.test(namespace) ? [] : ['--create-namespace']),
    ...files.flatMap((file) => ['--values', file]),
    ...spec
      .at('set')
      .entries()
      .toSorted((left, right) => (left.key < right.key ? -1 : 1))
      .flatMap(setting),
    ...flag('--timeout', spec.at('timeout')),
    ...(spec.at('insecureSkipTLSVerify').is(true) ? ['--insecure-skip-tls-verify'] : []),
    ...(spec.at('plainHTTP').is(true) ? ['--plain-http'] : []),
    ...(spec.at('takeOwnership').is(true) ? ['--take-ownership'] : []),
    ...(spec.at('authPassCredentials').is(true) ? ['--pass-credentials'] : []),
  ]
  return parts.map(quote).join(' ')
}

function flag(name: string, field: Field): string[] {
  return field.exists ? [name, String(field.value)] : []
}

/** Numbers, booleans and null keep their type, anything else is a string: as k3s reads `spec.set`. */
function setting(field: Field): string[] {
  const { key, value } = field
  if (typeof value === 'string' && !/^(true|false|null)$/i.test(value)) return ['--set-string', `${key}=${escapeCommas(value)}`]
  return ['--set', `${key}=${String(value)}`]
}

/** A comma separates settings for Helm unless a backslash stands before it. */
function escapeCommas(value: string): string {
  return value.replaceAll(/(?<!\\)\\*,/g, (match) => (match.length % 2 === 1 ? `\\${match}` : match))
}

/** Quotes a word for a POSIX shell where it needs that. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
