import type { ApplicationLook } from '../observe/look-at-application.ts'
import { lookAtApplication, namespacesOf } from '../observe/look-at-application.ts'
import type { Run } from '../loop/run.ts'
import type { ApplicationStatus } from '../ports.ts'
import type { Snapshot } from '@aks-copilot/cluster'

export interface ApplicationReading {
  readonly application: ApplicationStatus
  readonly snapshot: Snapshot
  readonly look: ApplicationLook
}

/** One reading of the application and of the cluster around it. */
export async function readApplication({ state, ports, signal }: Run): Promise<ApplicationReading> {
  const application = await ports.deployer.application(state.application.name, signal)
  const snapshot = await ports.cluster.read(namespacesOf(application), signal)
  return { application, snapshot, look: lookAtApplication(application, snapshot, state.runId) }
}

/** How long the same verdict was seen, in milliseconds. */
export class Settling {
  #verdict: ApplicationLook['verdict'] | undefined
  #since = 0

  see(verdict: ApplicationLook['verdict'], now: number): number {
    if (verdict !== this.#verdict) [this.#verdict, this.#since] = [verdict, now]
    return now - this.#since
  }
}
