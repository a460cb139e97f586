import { z } from 'zod'
import { liveReferenceSchema } from './diagnosis.ts'
import { patchOperationSchema } from './patch-operation.ts'

/**
 * What the debug loop does next. Each phase can be done twice without harm: a run that was killed begins its phase anew.
 * observing → proposing → committing → publishing → announcing → waiting → (undoing → proposing …) → handing-over → concluding → done
 */
export const repairPhaseSchema = z.enum([
  'observing',
  'proposing',
  'committing',
  'publishing',
  'announcing',
  'waiting',
  'undoing',
  'handing-over',
  'concluding',
  'done',
])
export type RepairPhase = z.infer<typeof repairPhaseSchema>

/** propose: a pull request. commit: straight to the branch that is deployed. report: nothing is written. */
export const repairModeSchema = z.enum(['propose', 'commit', 'report'])
export type RepairMode = z.infer<typeof repairModeSchema>

/** One gate before the commit, as people read it. */
export const repairGateSchema = z.object({ gate: z.string(), pass: z.boolean(), detail: z.string() })
export type RepairGate = z.infer<typeof repairGateSchema>

/** One text that changes: `at` and `length` are UTF-16 offsets in the text whose SHA-256 is `before`. */
export const fileEditSchema = z.object({
  /** Path in the repository, with forward slashes. */
  file: z.string(),
  before: z.string(),
  after: z.string(),
  edits: z.array(z.object({ at: z.number().int().min(0), length: z.number().int().min(0), text: z.string() })).min(1),
})
export type FileEdit = z.infer<typeof fileEditSchema>

/** RFC 3339 in UTC, to the second or finer. */
const timeSchema = z.iso.datetime()
/** Tells runs of one repository apart that are of different clusters: letters, digits and dashes, as part of the names of branches. */
export const repairInstanceSchema = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?$/)

const commitIdSchema = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)

/** What an attempt changes of one live object, and where in Git the changed fields are set. */
export const tracedChangeSchema = z.object({
  object: liveReferenceSchema,
  operations: z.array(patchOperationSchema),
  /** Why these values: `git revision 8f56e1c had them when the application was healthy`. */
  why: z.string(),
  /** Who proposed it. */
  source: z.enum(['detector', 'history', 'policy', 'model']),
  /** `overlays/prod/kustomization.yaml:12` */
  places: z.array(z.string()),
})
export type TracedChange = z.infer<typeof tracedChangeSchema>

/** The most objects that an attempt remembers as different from Git before it. */
export const MOST_DRIFTED = 50

export const repairAttemptSchema = z.object({
  number: z.number().int().min(1),
  startedAt: timeSchema,
  /** Fingerprints of the incidents that it is to end. */
  incidents: z.array(z.string()),
  changes: z.array(tracedChangeSchema),
  /** Objects that it does not change and that differed from Git before it: that they still do says nothing of it. */
  drifted: z.array(liveReferenceSchema).max(MOST_DRIFTED).optional(),
  files: z.array(fileEditSchema),
  gates: z.array(repairGateSchema),
  /** The revision that it changes. */
  base: commitIdSchema,
  /** First line and body of the commit message, without trailers. */
  message: z.string(),
  /** The branch of the pull request; absent in mode commit. */
  branch: z.string().optional(),
  commit: commitIdSchema.optional(),
  pullRequest: z.object({ number: z.number().int(), url: z.string() }).optional(),
  /** The commit of a person or of the host that brought it to the deployed branch. */
  merged: commitIdSchema.optional(),
  outcome: z.enum(['open', 'healthy', 'not-healthy', 'closed', 'superseded']),
  /** The commit that took it back. */
  undone: commitIdSchema.optional(),
  reason: z.string().optional(),
})
export type RepairAttempt = z.infer<typeof repairAttemptSchema>

/** A change that people declined by closing its pull request. */
export const declinedChangeSchema = z.object({
  /** SHA-256 of the object and the operations, hexadecimal. */
  change: z.string().regex(/^[0-9a-f]{64}$/),
  /** The same for people: `Deployment web: replace /spec/replicas`. */
  what: z.string(),
  /** The pull request that was closed. */
  url: z.string(),
  at: timeSchema,
})
export type DeclinedChange = z.infer<typeof declinedChangeSchema>

/** The most that a state remembers of what was declined; the oldest goes first. */
export const MOST_DECLINED = 50

/** What one call of a live tool gave. */
export const liveEvidenceSchema = z.object({
  /** Fingerprint of the incident that it was made for. */
  incident: z.string(),
  /** `kubectl events --for=pod/web-1 --namespace=shop` */
  source: z.string(),
  /** What it wrote, masked and shortened. A stranger's text. */
  text: z.string(),
})
export type LiveEvidence = z.infer<typeof liveEvidenceSchema>

/** A change that the evidence speaks of and that passes every gate, of which nobody knows whether it mends the cause: for people. */
export const repairLeadSchema = z.object({
  /** Fingerprint of the incident. */
  incident: z.string(),
  /** `Deployment web: variable MODE of container web from "turbo" to "fast"` */
  text: z.string(),
  /** Where the value is from, one clause. */
  from: z.string(),
  /** `overlays/prod/kustomization.yaml:12` */
  places: z.array(z.string()),
})
export type RepairLead = z.infer<typeof repairLeadSchema>

/** The most that a person is told to look at. */
export const MOST_LEADS = 3

/**
 * The state of one run of the debug loop: `copilot_status.json`, schemaVersion 1. Times are RFC 3339 in UTC. Holds no secret:
 * what it quotes of a cluster was masked before.
 */
export const agentStateSchema = z.object({
  schemaVersion: z.literal(1),
  runId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
  /** What happens now, in a sentence for people. */
  summary: z.string(),
  phase: repairPhaseSchema,
  mode: repairModeSchema,
  application: z.object({
    namespace: z.string(),
    name: z.string(),
    /** `NAMESPACE/NAME`, where it lies outside of Argo CD's own namespace and is asked for so. */
    called: z.string().optional(),
    /** Its metadata.uid: another Application may come after it under the same name, or have that name on another cluster. */
    uid: z.string().optional(),
    /** The name that whoever runs it gave to this cluster. */
    instance: repairInstanceSchema.optional(),
  }),
  source: z.object({
    repository: z.string(),
    /** The branch that is deployed. */
    branch: z.string(),
    path: z.string(),
  }),
  trigger: z.object({ kind: z.enum(['webhook', 'watch', 'command', 'approval']), at: z.string(), detail: z.string() }),
  /** What a person approved: the run tries this and nothing else. */
  approved: z
    .object({
      /** Fingerprint of the incident that it is to end. */
      incident: z.string(),
      object: liveReferenceSchema,
      operations: z.array(patchOperationSchema).min(1),
      why: z.string(),
    })
    .optional(),
  startedAt: timeSchema,
  updatedAt: timeSchema,
  /** When the run gives up, whatever it does. */
  deadline: timeSchema,
  /** Who runs it, and until when nobody else may take it over. */
  lease: z.object({ holder: z.string(), until: timeSchema }),
  /** The revision that is deployed and not healthy. */
  revision: z.string().optional(),
  /** The last revision of which the application was healthy. */
  healthyRevision: z.string().optional(),
  incidents: z.array(
    z.object({
      fingerprint: z.string(),
      title: z.string(),
      cause: z.string(),
      object: liveReferenceSchema,
      since: z.string().optional(),
      evidence: z.array(z.string()),
    }),
  ),
  /** What live tools said beside it, when somebody looked; absent where nobody did. */
  evidence: z.array(liveEvidenceSchema).optional(),
  /** Why there is no patch for something, one sentence each. */
  refusals: z.array(z.string()),
  /** Where no patch was proven: what a person could look at first, likeliest first. */
  leads: z.array(repairLeadSchema).max(MOST_LEADS).optional(),
  attempts: z.array(repairAttemptSchema),
  /** What people declined, of earlier runs too; oldest first. */
  declined: z.array(declinedChangeSchema).max(MOST_DECLINED).optional(),
  /** Messages that were sent, by key, with the id that the receiver gave. */
  messages: z.record(z.string(), z.string()),
  outcome: z
    .object({
      kind: z.enum(['healthy', 'healed-by-itself', 'handed-over', 'reported', 'stopped']),
      text: z.string(),
      issue: z.object({ number: z.number().int(), url: z.string() }).optional(),
    })
    .optional(),
  /** What was done, oldest first. */
  log: z.array(z.object({ at: z.string(), phase: repairPhaseSchema, text: z.string() })),
})
export type AgentState = z.infer<typeof agentStateSchema>
