/**
 * The debug loop: from an application that Argo CD reports as degraded to a commit that mends it, or to a person who knows why not.
 * Must never touch a network, a disk or a clock of its own: the world comes through `ports.ts`.
 */
export * from './ports.ts'
export type { RepairEvent } from './loop/repair-event.ts'
export type { LivePort, RepairPorts } from './loop/run.ts'
export { Wake } from './loop/wake.ts'
export { isRepairable } from './policy/is-repairable.ts'
export { type RepairPolicy, repairPolicySchema } from './policy/repair-policy.ts'
export { type PresentProblem, presentProblem } from './observe/present-problem.ts'
export type { Candidate, ProposalContext, Proposal, Proposer, Refusal } from './propose/proposer.ts'
export { type ModelProposerOptions, modelProposer } from './propose/from-model.ts'
export type { RepairJudge, RepairQuestion } from './propose/model-question.ts'
export { type DebugLoopOptions, runDebugLoop } from './run-debug-loop.ts'
export type { ToolCall, ToolScope, ToolVerdict } from './tools/tool-call.ts'
export { judgeToolCall } from './tools/judge-tool-call.ts'
export { type ToolEvidence, toolEvidence } from './tools/tool-evidence.ts'
export type { RepairRequest } from './state/begin-run.ts'
export { isRunElsewhere, isRunOf } from './state/whose-run.ts'
export { createBranchStore, STATUS_FILE, stateBranch } from './state/branch-store.ts'
export { deployNotice } from './deploy/deploy-notice.ts'
export { type DeployEnd, type DeployPorts, type DeployRequest, runDeploy } from './deploy/run-deploy.ts'
export type { RolloutVerdict } from './deploy/judge-rollout.ts'
