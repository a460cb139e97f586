import type { ClusterView } from '@aks-copilot/cluster'
import type { Incident } from '@aks-copilot/contracts'
import { refusal } from '../http/problem.ts'

/** One cluster of a server. */
export interface ServedCluster {
  readonly view: ClusterView
  /** Asks the API server whether it would take the patches of an incident (a dry-run); absent for recordings. */
  readonly prove?: ((incident: Incident, signal: AbortSignal) => Promise<Incident>) | undefined
}

/** The clusters of a server, by name. */
export class Clusters {
  readonly all: readonly ServedCluster[]
  readonly #byName: ReadonlyMap<string, ServedCluster>

  /** Throws CLUSTER_NAMED_TWICE: who asks by that name would always get the same one of them. */
  constructor(all: readonly ServedCluster[]) {
    this.all = all
    this.#byName = new Map(all.map((served) => [served.view.name, served]))
    if (this.#byName.size === all.length) return
    const names = all.map(({ view }) => view.name)
    const twice = names.find((name, index) => names.indexOf(name) !== index) ?? ''
    throw refusal(
      'CLUSTER_NAMED_TWICE',
      `Two clusters of this server are called \`${twice}\`.`,
      'Give each recording or context a name of its own.',
    )
  }

  get views(): readonly ClusterView[] {
    return this.all.map(({ view }) => view)
  }

  /** The cluster of that name, or the only one. Throws CLUSTER_UNKNOWN, CLUSTER_NOT_NAMED. */
  get(name: string | undefined): ServedCluster {
    const names = [...this.#byName.keys()].map((known) => `\`${known}\``).join(', ')
    const [first, second] = this.all
    if (name === undefined || name === '') {
      if (first !== undefined && second === undefined) return first
      throw refusal('CLUSTER_NOT_NAMED', 'This server has several clusters.', `Name one with \`cluster\`: ${names}.`)
    }
    const served = this.#byName.get(name)
    if (served === undefined) throw refusal('CLUSTER_UNKNOWN', `There is no cluster \`${name}\`.`, `Known: ${names}.`)
    return served
  }

  view(name: string | undefined): ClusterView {
    return this.get(name).view
  }

  async stop(): Promise<void> {
    await Promise.all(this.views.map(async (view) => await view.stop()))
  }
}
