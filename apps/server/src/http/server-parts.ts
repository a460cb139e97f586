import type { Knowledge } from '@aks-copilot/knowledge'
import type { AnswerDesk } from '../ask/answer-desk.ts'
import type { Clusters } from '../clusters/clusters.ts'
import type { PatchBook } from '../incidents/patch-book.ts'
import type { ManifestDesk } from '../manifests/manifest-desk.ts'
import type { ModelDesk } from '../models/model-desk.ts'
import type { RepairDesk } from '../repairs/repair-desk.ts'
import type { Sessions } from '../security/sessions.ts'
import type { Metrics } from '../telemetry/metrics.ts'

/** What routes need to answer. */
export interface ServerParts {
  readonly version: string
  readonly clusters: Clusters
  readonly desk: AnswerDesk
  readonly patches: PatchBook
  readonly knowledge: Knowledge
  readonly models: ModelDesk
  readonly manifests: ManifestDesk
  readonly metrics: Metrics
  readonly sessions: Sessions
  /** Absent where this server repairs nothing. */
  readonly repairs: RepairDesk | undefined
  /** What notifications are signed with. */
  readonly hookSecret: string | undefined
  /** Questions, or checks, of one address in a minute. */
  readonly mostAsks: number
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal
}
