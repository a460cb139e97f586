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
    const key = findingKey(finding, renames)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

export function countKey(ruleId: string, object: string, renames: Renames): string {
  return `${ruleId}\n${renames.get(object) ?? object}`
}

export function findingKey({ rule, object }: Finding, renames: Renames): string {
  return countKey(rule.id, objectKey(object), renames)
}

/** The place of a finding, whatever it says. */
export function placeKey(finding: Finding, renames: Renames): string {
  return `${findingKey(finding, renames)}\n${finding.found.at.pointer}`
}

const NONE: Renames = new Map()

/**
 * Errors and warnings that are there after and were not before, by rule and object. An error may become a warning; the reverse
 * counts as new.
 */
export function newFindings(before: readonly Finding[], after: readonly Finding[], renames: Renames): Finding[] {
  const errors = countFindings(
    before.filter(({ severity }) => severity === 'error'),
    renames,
  )
  const warnings = countFindings(
    before.filter(({ severity }) => severity === 'warning'),
    renames,
  )
  const take = (counts: Map<string, number>, key: string): boolean => {
    const left = counts.get(key) ?? 0
    if (left > 0) counts.set(key, left - 1)
    return left > 0
  }
  const isNew = (finding: Finding): boolean => {
    const key = findingKey(finding, NONE)
    return finding.severity === 'error' ? !take(errors, key) : !take(warnings, key) && !take(errors, key)
  }
  return [
    ...after.filter(({ severity }) => severity === 'error').filter(isNew),
    ...after.filter(({ severity }) => severity === 'warning').filter(isNew),
  ]
}
