import type { ServerParts } from '../http/server-parts.ts'

/** What the tools read from: the same parts that HTTP answers from. */
export type McpSources = Pick<ServerParts, 'version' | 'clusters' | 'desk' | 'knowledge' | 'manifests'> & {
  /** A new id for each call, as it stands in logs and reports. */
  readonly runId: () => string
}
