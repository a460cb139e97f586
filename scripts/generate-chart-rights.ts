/** Writes what the chart grants, from what the watcher itself says that it is missing on a cluster where it may do nothing. */
import { readYaml } from '../packages/manifests/src/source/yaml.ts'
import { z } from 'zod'
import { DEPLOYABLE_KINDS } from '../packages/contracts/src/deploy.ts'
import type { ApiServer } from '../packages/cluster/src/connect/api-server.ts'
import type { Right } from '../packages/cluster/src/connect/ask-rights.ts'
import { grantingRoles } from '../packages/cluster/src/connect/grant-rights.ts'
import { surveyPermissions } from '../packages/cluster/src/connect/survey-permissions.ts'
import { WATCHED_KINDS } from '../packages/cluster/src/watch/kinds.ts'
import { writeGenerated } from './generated-file.ts'

const METRICS = 'metrics.k8s.io'
const EVENTS = { group: 'events.k8s.io', versions: ['v1'], plural: 'events' }
const MEASURES = ['pods', 'nodes'].map((plural) => ({ group: METRICS, versions: ['v1beta1'], plural }))
const rolesSchema = z.object({
  rules: z.array(z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) })),
})

/** An API server that serves whatever the watcher knows, and lets nobody do anything. */
const strictServer: Pick<ApiServer, 'name' | 'namespace' | 'get' | 'review'> = {
  name: 'strict',
  namespace: 'default',
  get: async (path) =>
    await Promise.resolve({
      kind: 'APIGroupDiscoveryList',
      items: path === '/api' ? groups((group) => group === '') : groups((group) => group !== ''),
    }),
  review: async () => await Promise.resolve({ status: { allowed: false, incomplete: false, resourceRules: [] } }),
}

function groups(isWanted: (group: string) => boolean): unknown[] {
  const kinds = [...WATCHED_KINDS, EVENTS, ...MEASURES].filter(({ group }) => isWanted(group))
  return [...new Set(kinds.map(({ group }) => group))].map((name) => {
    const own = kinds.filter(({ group }) => group === name)
    const versions = [...new Set(own.flatMap((kind) => kind.versions))]
    return {
      metadata: { name },
      versions: versions.map((version) => ({
        version,
        resources: own.filter((kind) => kind.versions.includes(version)).map(({ plural }) => ({ resource: plural })),
      })),
    }
  })
}

function isOfNoNamespace({ group, resource }: Right): boolean {
  if (group === METRICS) return resource === 'nodes'
  return WATCHED_KINDS.some((kind) => kind.group === group && kind.plural === resource && !kind.namespaced)
}

function isSecret({ group, resource }: Right): boolean {
  return group === '' && resource === 'secrets'
}

/** The rules of a role, one on each line. */
function rulesOf(rights: readonly Right[]): string {
  const yaml = readYaml(grantingRoles(rights.map(({ verb, group, resource }) => ({ verb, group, resource }))))
  if (!yaml.ok) throw new Error(yaml.problem.reason)
  return rolesSchema
    .parse(yaml.value)
    .rules.map((rule) => `  - ${JSON.stringify(rule)}\n`)
    .join('')
}

/** In the form of `Right`, for verbs that only a few may use. */
function writes(kinds: readonly { readonly group: string; readonly plural: string }[], verbs: readonly string[]): string {
  const byGroup = Map.groupBy(kinds, ({ group }) => group)
  return [...byGroup]
    .map(([group, own]) => `  - ${JSON.stringify({ apiGroups: [group], resources: own.map(({ plural }) => plural).toSorted(), verbs })}\n`)
    .join('')
}

const { missing } = await surveyPermissions(strictServer as ApiServer)
const readable = missing.filter((right) => !isSecret(right))
const deployable = Object.values(DEPLOYABLE_KINDS)
const applications = { group: 'argoproj.io', plural: 'applications' }
const projects = { group: 'argoproj.io', plural: 'appprojects' }

const text = `# Made by scripts/generate-chart-rights.ts from what the watcher asks for. Do not edit.

# What is in namespaces, to read.
namespaced:
${rulesOf(readable.filter((right) => !isOfNoNamespace(right)))}
# What is in none, to read.
cluster:
${rulesOf(readable.filter(isOfNoNamespace))}
# Off by default: the watcher asks for names alone, and RBAC cannot grant names alone.
secrets:
${rulesOf(missing.filter(isSecret))}
# Off by default: what \`deploy\` writes; \`delete\` is for --rollback-on-failure.
deploy:
${writes(deployable, ['get', 'create', 'patch', 'delete'])}
# Off by default: what \`debug\` has the API server try, without storing it.
dryRun:
${writes(deployable, ['patch'])}
# Off by default: what \`debug\` reads and writes of Argo CD.
applications:
${writes([applications], ['get', 'list', 'watch', 'patch'])}${writes([projects], ['get'])}`
writeGenerated(new URL('../deploy/helm/aks-copilot/files/rights.yaml', import.meta.url), text)
