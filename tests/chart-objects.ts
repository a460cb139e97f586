import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import { CHART, render } from './ship-release.ts'
import { temporaryFolder } from './temporary-folder.ts'

interface Container {
  readonly image: string
  readonly env: readonly { readonly name: string; readonly value?: string }[]
}

export interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly rules?: readonly { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[]
  readonly spec?: {
    readonly selector?: unknown
    readonly strategy?: unknown
    readonly ingress?: readonly { readonly from?: readonly unknown[] }[]
    readonly egress?: readonly unknown[]
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } }
  }
}

/** Everything about repairs that can be switched on, at once. */
export const REPAIR_VALUES = {
  rbac: { namespaces: ['shop'] },
  repair: {
    enabled: true,
    mode: 'commit',
    existingSecret: 'hook',
    instance: 'west-1',
    dryRun: true,
    github: { appId: '12', installationId: '34', api: 'https://github.example.com:8443/api/v3' },
    slack: { channel: 'C0123456789' },
    egressCidrs: ['192.0.2.0/24'],
  },
  networkPolicy: { from: [{ namespaceSelector: {} }], apiServerCidrs: ['10.0.0.4/32'] },
}

/** Arguments of helm with these values; for one test. */
export function given(values: unknown): string[] {
  return ['-f', join(temporaryFolder({ 'values.json': JSON.stringify(values) }), 'values.json')]
}

/** What the chart renders with these arguments. */
export function objects(args: readonly string[] = [], chart = CHART): Manifest[] {
  return loadAll(render(args, chart)).filter((value): value is Manifest => value !== null)
}

/** The rights of its roles: `list pods`, `get deployments.apps`; and where: name and namespace of the role. */
export function grants(args: readonly string[]): { readonly what: string; readonly where: string }[] {
  return objects(args)
    .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole')
    .flatMap(({ metadata, rules = [] }) =>
      rules.flatMap(({ apiGroups, resources, verbs }) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((resource) =>
            verbs.map((verb) => ({
              what: `${verb} ${resource}${group === '' ? '' : `.${group}`}`,
              where: `${metadata.name} ${metadata.namespace ?? ''}`,
            })),
          ),
        ),
      ),
    )
}
