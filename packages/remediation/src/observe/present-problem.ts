import { ClusterState } from '@aks-copilot/cluster'
import type { ClusterReader, Deployer } from '../ports.ts'
import { lookAtApplication, namespacesOf } from './look-at-application.ts'

/** What is broken of an application now. */
export interface PresentProblem {
  /** The revision that was compared last. */
  readonly revision: string | undefined
  readonly verdict: 'healthy' | 'progressing' | 'broken'
  /** Of its incidents, as the state of a run and the issue of a hand-over have them. */
  readonly fingerprints: readonly string[]
}

interface Place {
  readonly deployer: Pick<Deployer, 'application'>
  readonly cluster: ClusterReader
}

/** One look, as a run would have it, without a run. Throws what the ports throw. */
export async function presentProblem(application: string, { deployer, cluster }: Place, signal: AbortSignal): Promise<PresentProblem> {
  const status = await deployer.application(application, signal)
  const state = new ClusterState(await cluster.read(namespacesOf(status), signal))
  const { verdict, incidents } = lookAtApplication(status, state, application)
  return { revision: status.revision, verdict, fingerprints: incidents.map(({ fingerprint }) => fingerprint) }
}
