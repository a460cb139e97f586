import type { CheckReport, Severity, Skipped, Suppressed } from '@aks-copilot/contracts'
import type { CheckOptions } from '../check-options.ts'
import type { Bundle } from '../source/bundle.ts'
import { type Case, toViolation } from './cases.ts'

export interface ReportInput {
  readonly bundle: Bundle
  readonly cases: readonly Case[]
  readonly suppressed: readonly Suppressed[]
  readonly skipped: readonly Skipped[]
  readonly written: boolean
}

/** The report of a run, in the order of files and lines. */
export function buildReport({ bundle, cases, suppressed, skipped, written }: ReportInput, options: CheckOptions): CheckReport {
  const order = new Map(bundle.files.map((file, index) => [file.path, index]))
  const violations = cases
    .map((one) => toViolation(one, written))
    .toSorted(
      (left, right) => (order.get(left.file) ?? 0) - (order.get(right.file) ?? 0) || left.line - right.line || left.column - right.column,
    )
  const count = (severity: Severity): number => violations.filter((one) => one.severity === severity).length
  const fixed = cases.filter((one) => one.outcome?.status === 'applied' || one.goneWith !== undefined).length
  return {
    schemaVersion: 1,
    runId: options.runId,
    source: options.source.name,
    target: options.target.name,
    kubeVersion: options.target.kubernetes,
    summary: {
      documents: bundle.files.reduce((sum, file) => sum + file.documents.filter((document) => document.objects.length > 0).length, 0),
      objects: bundle.objects.filter((object) => !object.virtual).length,
      error: count('error'),
      warning: count('warning'),
      info: count('info'),
      fixed,
      unfixed: violations.length - fixed,
    },
    violations,
    skipped: [...skipped],
    suppressed: [...suppressed],
  }
}
