import type { Finding } from '../inspect/inspect.ts'
import type { ManifestObject } from '../source/manifest.ts'

/** Names an object across edits that move it: by file, kind, namespace and name. */
export function objectKey(object: ManifestObject): string {
  return `${object.file}\n${object.kind}\n${object.namespace ?? ''}\n${object.name}`
}

/** How an object's key changed in a fix: DeploymentConfig web became Deployment web. */
export type Renames = ReadonlyMap<string, string>

/** How often each rule fires on each object; keys are made by `countKey`. */
export function countFindings(findings: readonly Finding[], renames: Renames): Map<string, number> {
  const counts = new Map<string, number>()
  for (const finding of findings) {
    const key = countKey(finding.rule.id, objectKey(finding.object), renames)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

export function countKey(ruleId: string, object: string, renames: Renames): string {
  return `${ruleId}\n${renames.get(object) ?? object}`
}

const NONE: Renames = new Map()

/** Errors and warnings that are there after and were not before, by rule and object. */
export function newFindings(before: readonly Finding[], after: readonly Finding[], renames: Renames): Finding[] {
  const known = countFindings(before, renames)
  return after.filter((finding) => {
    const key = countKey(finding.rule.id, objectKey(finding.object), NONE)
    const left = known.get(key) ?? 0
    known.set(key, left - 1)
    return left <= 0 && finding.severity !== 'info'
  })
}
