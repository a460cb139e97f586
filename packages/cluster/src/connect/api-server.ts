import type { PatchOperation } from '@aks-copilot/contracts'

export interface RequestOptions {
  /** Query parameters; undefined ones are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /** Default `application/json`. */
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the whole answer (for streams: the head of the answer) must be there. */
  readonly timeout?: number
}

export type SelfReview = 'selfsubjectaccessreviews' | 'selfsubjectrulesreviews' | 'selfsubjectreviews'

/**
 * One API server, read-only by construction: get and stream are GETs, `review` creates only the self-subject reviews that exist in the
 * answer alone, `dryRun` sends a patch that the server must not store.
 */
export interface ApiServer {
  /** Name of the context (or `in-cluster`). */
  readonly name: string
  /** Default namespace of the context. */
  readonly namespace: string
  /** `https://host:port` */
  readonly server: string
  /** Name of the user in the kubeconfig; the cluster may know it by another. */
  readonly user: string
  /** JSON of one GET. Throws `ApiFault`, as all of these do; CREDENTIALS_FAILED where there are no credentials to send. */
  get(path: string, options?: RequestOptions): Promise<unknown>
  /** The body of one GET, as it comes: for watches and logs. The consumer ends it by `signal` or by leaving the loop. */
  stream(path: string, options?: RequestOptions): Promise<AsyncIterable<Uint8Array>>
  /** What this user may do, or (selfsubjectreviews) who the API server takes us for. The answer is all that these create. */
  review(kind: SelfReview, spec: unknown, options?: RequestOptions): Promise<unknown>
  /** Whether the server would accept a change of one object: always with `dryRun=All`. Throws `ApiFault` where it would not. */
  dryRun(path: string, change: TriedChange, options?: RequestOptions): Promise<unknown>
  /** How many requests of each kind were sent: `list pods`, `watch events`, `get logs`. See `requestName`. */
  readonly requests: Readonly<Record<string, number>>
  /** The time of the server, in milliseconds since the epoch, where its answers tell it: this machine's clock may be wrong. */
  now?(): number
  close(): Promise<void>
}

/** A JSON Patch, or a whole manifest as server-side apply takes it, with unknown fields refused and the fields of others taken. */
export type TriedChange = readonly PatchOperation[] | { readonly manifest: Readonly<Record<string, unknown>> }

/** The time by which what a server says is to be judged. */
export function serverTime(api: ApiServer): number {
  return api.now?.() ?? Date.now()
}

/** One reason of several: `{ reason: 'FieldManagerConflict', message: 'conflict with "kubectl" …', field: '.spec.replicas' }`. */
export interface FaultCause {
  readonly reason: string
  readonly message: string
  readonly field: string
}

/** An answer that is no success, or none at all. `status` 0: the server was not reached. */
export class ApiFault extends Error {
  readonly status: number
  /** `Status.reason` of the API server: `Expired`, `Forbidden`, `NotFound` … */
  readonly reason: string
  /** Seconds to wait, where the server said so. */
  readonly retryAfter: number | undefined
  /** `Status.details.causes`: the fields that it is about, each with why. */
  readonly causes: readonly FaultCause[]

  constructor(
    status: number,
    reason: string,
    message: string,
    options: { readonly retryAfter?: number | undefined; readonly cause?: unknown; readonly causes?: readonly FaultCause[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ApiFault'
    this.status = status
    this.reason = reason
    this.retryAfter = options.retryAfter
    this.causes = options.causes ?? []
  }

  /** Worth trying again: not reached, throttled, or a fault of the server. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}
