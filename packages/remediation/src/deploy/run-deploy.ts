import { objectKey, type Snapshot } from '@aks-copilot/cluster'
import type { DeployedObject, DeployRefusal, DeployReport } from '@aks-copilot/contracts'
import type { AuditTrail, Clock, ClusterReader, ObjectWriter } from '../ports.ts'
import { applyPlan, type Deployed, faultOf, saidBy } from './apply-plan.ts'
import { boundObjects, metadataOf, type WantedObject } from './deploy-bounds.ts'
import { planText, sentenceOf } from './deploy-texts.ts'
import type { RolloutVerdict, Watched } from './judge-rollout.ts'
import { appliedAt } from './owned-fields.ts'
import { planDeploy, type PlannedObject } from './plan-deploy.ts'
import { hasRollout } from './rollout-health.ts'
import { rollBack } from './roll-back.ts'
import { type WatchEnd, watchRollout } from './watch-rollout.ts'

export interface DeployPorts {
  readonly writer: ObjectWriter
  readonly cluster: ClusterReader
  readonly clock: Clock
  readonly audit: AuditTrail
  /** Shows a plan to a person, who says yes or no. Only asked where there is something to write. */
  readonly consent: (report: DeployReport) => Promise<boolean>
  readonly onLook?: (verdict: RolloutVerdict) => void
}

export interface DeployRequest {
  readonly runId: string
  readonly namespace: string
  readonly objects: readonly WantedObject[]
  /** What may be written, of `DEPLOYABLE_KINDS`. */
  readonly kinds: readonly string[]
  /** Field managers whose fields may be taken. */
  readonly takeFrom: readonly string[]
  /** Only show what would change. */
  readonly isDryRun: boolean
  readonly rollbackOnFailure: boolean
  /** Milliseconds until a rollout is given up, and for which it must be well. */
  readonly timeout: number
  readonly settle: number
  readonly signal: AbortSignal
}

/** How it ended. */
export interface DeployEnd {
  /** Whatever ended it, the report has what was written. */
  readonly report: DeployReport
  /** What ended it after writing began, where that was no answer of the cluster; the caller passes it on once the report is out. */
  readonly fault?: Error | undefined
}

/**
 * Bounds → plan by dry-run → consent → server-side apply → watch until healthy, failed or the deadline → roll back where that was asked for.
 * The same request again goes on where one was stopped. Throws CopilotError where the cluster cannot be asked before anything was
 * written; an abort while things are written or watched ends in a report with the outcome `stopped`, a fault in one that has it beside.
 */
export async function runDeploy(request: DeployRequest, ports: DeployPorts): Promise<DeployEnd> {
  const run = new DeployRun(request, ports)
  const { objects, refusals } = boundObjects(request.objects, request)
  if (refusals.length > 0) return { report: run.report('refused', [], { refusals }) }
  const plan = await planDeploy(objects, ports.writer, request)
  const planned = plan.objects.map((one): Deployed => ({ planned: one, result: 'none' }))
  if (plan.refusals.length > 0) return { report: run.report('refused', planned, plan) }
  if (request.isDryRun) return { report: run.report('planned', planned) }
  const isNew = plan.objects.some(({ action }) => action !== 'none')
  if (isNew && !(await ports.consent(run.report('planned', planned)))) return { report: run.report('declined', planned) }
  return await run.deploy(plan.objects)
}

/** What a report tells besides the objects. */
interface Known {
  readonly refusals?: readonly DeployRefusal[]
  readonly verdict?: RolloutVerdict | undefined
  readonly fault?: Error | undefined
}

class DeployRun {
  readonly #request: DeployRequest
  readonly #ports: DeployPorts
  readonly #startedAt: string

  constructor(request: DeployRequest, ports: DeployPorts) {
    this.#request = request
    this.#ports = ports
    this.#startedAt = isoTime(ports.clock.now())
  }

  async deploy(planned: readonly PlannedObject[]): Promise<DeployEnd> {
    const { signal, rollbackOnFailure } = this.#request
    const { writer, cluster } = this.#ports
    // Who could not watch what comes of it shall not write.
    const refusals = unwatchable(planned, await cluster.read([this.#request.namespace], signal))
    if (refusals.length > 0) {
      const unwritten = planned.map((one): Deployed => ({ planned: one, result: 'none' }))
      return { report: this.report('refused', unwritten, { refusals }) }
    }
    const { deployed, fault: unwritten } = await applyPlan(planned, writer, { signal, onWrite: (one) => this.#record('apply', one) })
    const untried = planned.slice(deployed.length).map((one): Deployed => ({ planned: one, result: 'failed', why: 'was not tried' }))
    const isWhole = deployed.every(({ result }) => result !== 'failed') && untried.length === 0
    const watched = isWhole ? await this.#watch(deployed).catch(faultOf) : undefined
    const [end, fault] = watched instanceof Error ? [undefined, watched] : [watched, unwritten]
    const outcome = end?.end ?? (signal.aborted ? 'stopped' : 'failed')
    const mustGoBack = rollbackOnFailure && (outcome === 'failed' || outcome === 'timed-out')
    const results = mustGoBack ? await rollBack(deployed, writer, (one) => this.#record('take back', one)) : deployed
    return { report: this.report(outcome, [...results, ...untried], { verdict: end?.verdict, fault }), fault }
  }

  async #watch(deployed: readonly Deployed[]): Promise<WatchEnd> {
    const { namespace, runId, timeout, settle, signal } = this.#request
    const isChanged = deployed.some(({ result }) => result === 'applied')
    const onLook = this.#ports.onLook ?? ((): void => undefined)
    return await watchRollout(deployed.map(watchedOf), this.#ports, {
      namespace,
      runId,
      timeout,
      settle: isChanged ? settle : 0,
      signal,
      onLook,
    })
  }

  #record(what: string, { object, action, takes }: PlannedObject): void {
    const { audit, clock, writer } = this.#ports
    const detail = { object, action, ...(takes.length === 0 ? {} : { takes }), cluster: writer.cluster }
    audit.record({ at: isoTime(clock.now()), runId: this.#request.runId, what: `deploy: ${what}`, detail })
  }

  report(outcome: DeployReport['outcome'], deployed: readonly Deployed[], { refusals = [], verdict, fault }: Known = {}): DeployReport {
    const objects = deployed.map((one) => deployedObject(one, verdict))
    const { runId, namespace } = this.#request
    const report: Omit<DeployReport, 'text'> = {
      schemaVersion: 1,
      runId,
      cluster: this.#ports.writer.cluster,
      namespace,
      startedAt: this.#startedAt,
      endedAt: isoTime(this.#ports.clock.now()),
      outcome,
      objects,
      refusals: [...refusals],
      incidents: [...(verdict?.incidents ?? [])],
      skipped: [...(verdict?.skipped ?? [])],
    }
    return {
      ...report,
      text: outcome === 'planned' ? planText(report) : sentenceOf({ ...report, fault: fault === undefined ? undefined : saidBy(fault) }),
    }
  }
}

function unwatchable(planned: readonly PlannedObject[], { coverage }: Snapshot): DeployRefusal[] {
  return planned.flatMap(({ object }) => {
    if (!hasRollout(object.kind)) return []
    const blind = [object.kind, 'Pod'].filter((kind) => coverage.of(kind, object.namespace).observation !== 'observed')
    return blind.length === 0 ? [] : [{ object, why: `you may not list ${blind.join(' and ')} objects: nobody could see what comes of it` }]
  })
}

function watchedOf({ planned, after }: Deployed): Watched {
  const generation = metadataOf(after ?? planned.live ?? {})['generation']
  return {
    object: planned.object,
    generation: typeof generation === 'number' ? generation : 0,
    since: appliedAt(after ?? planned.live ?? {}),
  }
}

function deployedObject({ planned, result, why }: Deployed, verdict: RolloutVerdict | undefined): DeployedObject {
  const { object, action, text, diff, takes } = planned
  // What was seen of it is no longer so.
  const isTakenBack = result === 'restored' || result === 'removed'
  const health = isTakenBack ? undefined : verdict?.health.get(objectKey(object))
  return {
    object,
    action,
    text,
    diff,
    takes: [...takes],
    result,
    ...(why === undefined ? {} : { why }),
    ...(health === undefined ? {} : { health }),
  }
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}
