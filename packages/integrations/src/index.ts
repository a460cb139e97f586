/**
 * Services outside, each behind a port of remediation or knowledge: GitHub, Argo CD, Slack, Key Vault, Blob Storage, AI Search, telemetry.
 * Must never be imported by anything but the apps. Heavy SDKs load when they are first needed.
 */
export { type ArgoCdOptions, type OpenArgoCd, openArgoCd } from './argocd/open-argo-cd.ts'
export { type GitHubOptions, openGitHub, openGitHubClient } from './github/open-github.ts'
export type { GitHubClient } from './github/github-client.ts'
export type { GitHubLogin, ReadSecret } from './github/credentials.ts'
export { createLiveTools, type LiveToolsOptions } from './live-tools/live-tools.ts'
export { type LocalGitOptions, openLocalGit } from './local-git/open-local-git.ts'
export { createClusterReader } from './kubernetes/cluster-reader.ts'
export { createDryRunner } from './kubernetes/dry-runner.ts'
export { openObjectWriter } from './kubernetes/object-writer.ts'
export { openSlack, type SlackOptions } from './slack/open-slack.ts'
export { type BlobStoreOptions, openBlobStore } from './blob/open-blob-store.ts'
export type { BlobLogin } from './blob/open-container.ts'
export { type KeyVaultOptions, openKeyVault } from './key-vault/open-key-vault.ts'
export { secretReference } from './key-vault/secret-name.ts'
export { openExporters, type TelemetryOptions } from './telemetry/open-exporters.ts'
export { openRunTraces } from './telemetry/open-run-traces.ts'
export type { SpanExporter } from '@opentelemetry/sdk-trace'
export type { RunTrace, RunTraces } from './telemetry/run-traces.ts'
export { openPassageIndex, type PassageIndexOptions } from './ai-search/open-passage-index.ts'
