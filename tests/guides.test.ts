import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SECRET_VARIABLES, SETTINGS, variableOf } from '../apps/cli/src/settings.ts'
import { isMap } from '../packages/kubernetes/src/index.ts'
import { readYaml } from '../packages/manifests/src/source/yaml.ts'
import { describeMetrics } from '../scripts/describe-metrics.ts'
import { reasonAgainst, RUN_ON_A_CLUSTER, shellCommands } from './guide-commands.ts'

const CHART = 'deploy/helm/aks-copilot'
const GUIDES = ['operations', 'local-development', 'deploy-to-azure', 'gitops', 'arc'].map((name) => `docs/guides/${name}.md`)
const pages = GUIDES.map((path) => ({ path, text: readFileSync(path, 'utf8').replaceAll(/\\\n\s*/g, ' ') }))

function yamlOf(path: string): unknown {
  const read = readYaml(readFileSync(path, 'utf8'))
  return read.ok ? read.value : undefined
}

/** Whether the chart has a value there; below one that is free by nature (settings, env, volume) anything may stand. */
function isValue(words: readonly string[]): boolean {
  let at: unknown = yamlOf(`${CHART}/values.yaml`)
  for (const word of words) {
    if (isMap(at) && Object.keys(at).length === 0) return true
    if (!isMap(at) || !(word in at)) return false
    at = at[word]
  }
  return true
}

function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  return isMap(value) ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key])) : [path]
}

const roots = new Set(Object.keys(yamlOf(`${CHART}/values.yaml`) as object))
const settings = new Set<string>(SETTINGS.map(({ key }) => key))

describe.each(pages)('$path', ({ text }) => {
  it('sets and names only values that the chart has, or settings of aks-copilot', () => {
    const set = [...text.matchAll(/--set ([\w.]+)=/g)].map(([, path = '']) => path)
    const named = [...text.matchAll(/`([a-zA-Z]+(?:\.[a-zA-Z]+)+)(?:=[^`]*)?`/g)]
      .map(([, path = '']) => path)
      .filter((path) => roots.has(path.split('.')[0] ?? ''))
    expect([...set, ...named].filter((path) => !isValue(path.split('.')) && !settings.has(path))).toEqual([])
  })

  it('names files of this repository that are there', () => {
    const files =
      text.match(/(?:^|[\s=(])((?:deploy|examples|docs)\/[\w./-]*\w)/gm)?.map((match) => match.trim().replace(/^[=(]/, '')) ?? []
    expect(files.filter((file) => !existsSync(file) && file !== 'docs/runbooks')).toEqual([])
  })

  it('asks the deployment for outputs that it has', () => {
    const outputs = new Set([...readFileSync('deploy/bicep/main.bicep', 'utf8').matchAll(/^output (\w+)/gm)].map(([, name]) => name))
    const asked = [...text.matchAll(/properties\.outputs\.(\w+)\.value/g)].map(([, name]) => name)
    expect(asked.filter((name) => !outputs.has(name))).toEqual([])
  })
})

const ALL_PAGES = [
  'README.md',
  'deploy/bicep/README.md',
  'deploy/container/README.md',
  `${CHART}/README.md`,
  ...readdirSync('docs/guides')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/guides/${name}`),
].map((path) => ({ path, text: readFileSync(path, 'utf8') }))
const asRun = new Set(RUN_ON_A_CLUSTER.flatMap((page) => shellCommands(`docs/guides/${page}.md`)))
/** Of these documentation.test.ts asks the program itself whether it knows command and flags. */
const OUR_OWN = /(?:^|\s)aks-copilot [a-z]|^npm start -- |^export AKS_COPILOT_/
const variables = new Set<string>([...SETTINGS.map(({ key }) => variableOf(key)), ...SECRET_VARIABLES, 'AKS_COPILOT_CONFIG'])
const metrics = new Set(describeMetrics().map(({ name }) => name))
const release = (yamlOf(`${CHART}/Chart.yaml`) as { appVersion: string }).appVersion

describe.each(ALL_PAGES)('$path', ({ path, text }) => {
  it('has no command that is neither run, nor parsed, nor known to need what is not here', () => {
    const unknown = shellCommands(path).filter(
      (command) => !asRun.has(command) && !OUR_OWN.test(command) && reasonAgainst(command) === undefined,
    )
    expect(unknown).toEqual([])
  })

  it('marks commands as such, so that they are looked at', () => {
    const bare = [...text.matchAll(/^ *```([\w-]*)\n([\s\S]*?)^ *```$/gm)].filter(([, language]) => language === '')
    expect(bare.filter(([, , block = '']) => /^\s*(?:aks-copilot|az|docker|git|helm|kubectl|npm|sudo) /m.test(block))).toEqual([])
  })

  it('names variables, metrics and images that there are', () => {
    const named = text.match(/\bAKS_COPILOT_[A-Z_]*[A-Z]/g) ?? []
    expect(named.filter((name) => !variables.has(name))).toEqual([])
    const measured = text.match(/\baks_copilot_\w+/g) ?? []
    expect(measured.filter((name) => !metrics.has(name))).toEqual([])
    const images = [...text.matchAll(/ghcr\.io\/aks-copilot\/aks-copilot:([\w.-]+)/g)].map(([, tag = '']) => tag)
    expect(images.filter((tag) => tag.replace(/-(?:jobs|embedded)$/, '') !== release)).toEqual([])
  })
})

it('lets git pass over the logins that a guide writes into the clone', () => {
  const written = ALL_PAGES.flatMap(({ text }) =>
    [...text.matchAll(/(?:> |--file |FILE=)((?:server-token|[\w-]+(?:\$\{\S+\})?\.(?:crt|txt|yaml)))(?=\s)/g)].map(([, name = '']) => name),
  )
  const logins = [...new Set(written)].map((name) => name.replace(/\$\{.*\}/, 'jobs')).filter((name) => name !== 'my-aks.yaml')
  expect(logins).toEqual(expect.arrayContaining(['kubeconfig-jobs.yaml', 'authority.crt', 'github-token.txt', 'server-token']))
  const { stdout } = spawnSync('git', ['check-ignore', '--no-index', ...logins], { encoding: 'utf8' })
  expect(stdout.trim().split('\n')).toEqual(logins)
})

it('knows a command that nobody runs, and one that is', () => {
  expect(reasonAgainst('kubectl delete namespace kube-system')).toBeUndefined()
  expect(reasonAgainst('az login')).toBe('a subscription of Azure')
  expect(asRun.has('helm test aks-copilot --namespace aiops-assistant')).toBe(true)
  expect(shellCommands('docs/guides/deploy-to-azure.md').filter((command) => command.includes('\ndone'))).toHaveLength(1)
})

it('finds values that are not there', () => {
  expect(isValue(['rbac', 'namespaces'])).toBe(true)
  expect(isValue(['settings', 'repair', 'mode'])).toBe(true)
  expect([isValue(['rbac', 'nothing']), isValue(['image', 'tag', 'x'])]).toEqual([false, false])
})

const valueFiles = ['deploy/local', 'deploy/argocd'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.startsWith('values-'))
    .map((name) => `${folder}/${name}`),
)

it.each(valueFiles)('%s holds values of the chart', (path) => {
  const wrong = leaves(yamlOf(path)).filter((words) => !isValue(words))
  expect(wrong).toEqual([])
})

it('notifies at the address of the chart', () => {
  // The port of the Service is that of http, so the address needs none.
  expect(yamlOf(`${CHART}/values.yaml`)).toMatchObject({ service: { port: 80 } })
  expect(readFileSync('deploy/argocd/notifications.yaml', 'utf8')).toContain('url: http://aks-copilot.aiops-assistant.svc/hooks/argocd\n')
})

it('relays to the port of Foundry Local, at the address that the values name', () => {
  const socket = readFileSync('deploy/local/aks-copilot-model.socket', 'utf8')
  const address = /^ListenStream=(\S+)$/m.exec(socket)?.[1]
  expect(readFileSync('deploy/local/values-wsl.yaml', 'utf8')).toContain(`endpoint: http://${address}\n`)
  expect(readFileSync('deploy/local/aks-copilot-model.service', 'utf8')).toMatch(/systemd-socket-proxyd .*127\.0\.0\.1:58366$/m)
})
