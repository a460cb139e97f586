import { Field } from '@aks-copilot/kubernetes'
import type { WatchedKind } from '../watch/kinds.ts'
import { mapBounded } from '../map-bounded.ts'
import { ApiFault, type ApiServer } from './api-server.ts'

/** What a cluster serves: `group/version` (`v1` for the core) and there the plural names. */
export class ServedApis {
  readonly #resources: ReadonlyMap<string, ReadonlySet<string>>
  /** Groups that an aggregated API server should serve, and that did not answer. */
  readonly silentGroups: ReadonlySet<string>

  constructor(resources: ReadonlyMap<string, ReadonlySet<string>>, silentGroups: ReadonlySet<string>) {
    this.#resources = resources
    this.silentGroups = silentGroups
  }

  serves(group: string, version: string, plural: string): boolean {
    return this.#resources.get(group === '' ? version : `${group}/${version}`)?.has(plural) ?? false
  }

  hasGroup(group: string): boolean {
    return [...this.#resources.keys()].some((key) => key.startsWith(`${group}/`)) || this.silentGroups.has(group)
  }
}

const V2 = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
const V2_BETA = 'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList'
const ACCEPT = `${V2},${V2_BETA},application/json`
const AT_ONCE = 8

/** Asks what is served: two requests where the server tells all at once (Kubernetes 1.27), else one for each version of the groups. */
export async function discoverKinds(api: ApiServer, kinds: readonly WatchedKind[], signal?: AbortSignal): Promise<ServedApis> {
  const groups = new Set([...kinds.map(({ group }) => group), 'metrics.k8s.io', 'events.k8s.io'])
  const [core, grouped] = await Promise.all(
    ['/api', '/apis'].map(async (path) => new Field(await api.get(path, { accept: ACCEPT, signal }))),
  )
  const resources = new Map<string, Set<string>>()
  const silent = new Set<string>()
  for (const list of [core, grouped])
    if (list?.at('kind').is('APIGroupDiscoveryList')) readAggregated(list, resources, silent)
    else if (list !== undefined) await readEach(api, list, groups, resources, silent, signal)
  return new ServedApis(resources, silent)
}

function readAggregated(list: Field, resources: Map<string, Set<string>>, silent: Set<string>): void {
  for (const item of list.at('items').items()) {
    const group = item.at('metadata', 'name').text ?? ''
    for (const version of item.at('versions').items()) {
      if (version.at('freshness').is('Stale')) silent.add(group)
      const names = version
        .at('resources')
        .items()
        .flatMap((resource) => resource.at('resource').text ?? [])
      resources.set(key(group, version.at('version').text ?? ''), new Set(names))
    }
  }
}

async function readEach(
  api: ApiServer,
  list: Field,
  groups: ReadonlySet<string>,
  resources: Map<string, Set<string>>,
  silent: Set<string>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const wanted = list
    .at('groups')
    .items()
    .filter((group) => groups.has(group.at('name').text ?? ''))
  const versions = wanted.flatMap((group) =>
    group
      .at('versions')
      .items()
      .flatMap((version) => version.at('groupVersion').text ?? []),
  )
  const core = list
    .at('versions')
    .items()
    .flatMap((version) => version.text ?? [])
  await mapBounded([...core, ...versions], AT_ONCE, async (version) => {
    try {
      const answer = new Field(await api.get(version.includes('/') ? `/apis/${version}` : `/api/${version}`, { signal }))
      resources.set(
        version,
        new Set(
          answer
            .at('resources')
            .items()
            .flatMap((resource) => resource.at('name').text ?? []),
        ),
      )
    } catch (error) {
      if (!(error instanceof ApiFault) || (error.status !== 404 && error.status !== 503)) throw error
      silent.add(version.split('/')[0] ?? '')
    }
  })
}

function key(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`
}
