import type { AgentState, LiveReference, RepairDetail, RepairMode, RepairRun } from '@aks-copilot/contracts'

/** Why a run is to begin. */
export interface RepairWish {
  /** `shop`, or `NAMESPACE/NAME` outside of the namespace of Argo CD. */
  readonly application: string
  readonly trigger: Extract<AgentState['trigger']['kind'], 'webhook' | 'approval'>
  readonly detail: string
  readonly approved?: AgentState['approved']
}

export interface Triggered {
  /** False: another run of this application is under way, which does not try what was approved. */
  readonly tries: boolean
  readonly run: RepairRun
}

/** An object and the Application that Argo CD says has it. */
export interface Claimed {
  /** As this desk knows it. */
  readonly application: string
  /** Whether the policy lets a run change the object. */
  readonly mayChange: boolean
}

/** Runs the debug loop for this server: which policy, which Git and which Argo CD is the business of whoever puts it together. */
export interface RepairDesk {
  /** Name of the cluster whose Applications it repairs. */
  readonly cluster: string
  readonly mode: RepairMode
  /** The name of an Application as this desk knows it. Throws REQUEST_INVALID. */
  nameOf(application: string, namespace: string | undefined): string
  /** Begins a run, one at a time for each application, or finds the one under way; returns at once. Throws REPAIR_QUEUE_FULL. */
  trigger(wish: RepairWish): Triggered
  /** Newest first, bounded. */
  runs(): readonly RepairRun[]
  run(runId: string): RepairDetail | undefined
  /** The Application of this name (`NAME` or `NAMESPACE/NAME`), where it consists of the object. Never throws. */
  claims(application: string, object: LiveReference, signal: AbortSignal): Promise<Claimed | undefined>
  /** Told of each change of a run. */
  subscribe(listener: (run: RepairRun) => void): () => void
  /** One line of the audit trail. Throws OUTPUT_FAILED: what cannot be recorded is not done. */
  audit(what: string, runId: string, detail: Readonly<Record<string, unknown>>): void
  /** Runs stop where they are, their state kept. */
  stop(): Promise<void>
}
