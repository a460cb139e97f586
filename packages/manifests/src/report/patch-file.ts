import type { CheckReport, Violation } from '@aks-copilot/contracts'
import { writeJson } from './plain-text.ts'

/** patch.json: the operations (RFC 6902) of every fix that was applied or is proposed, in the order of files and lines. */
export function formatPatch(report: CheckReport): string {
  const patches = report.violations.filter(isPatch).map(toPatch)
  const { schemaVersion, runId, source, target, kubeVersion } = report
  return writeJson({ schemaVersion, runId, source, target, kubeVersion, patches })
}

function isPatch({ fix }: Violation): boolean {
  const changes = fix.operations.length + (fix.related?.length ?? 0) + (fix.adds?.length ?? 0)
  return changes > 0 && (fix.status === 'applied' || fix.status === 'proposed')
}

function toPatch({ file, line, object, ruleId, severity, message, path, fix }: Violation) {
  const { kind, source, status, description, operations, related, adds, certificate, ledger } = fix
  return {
    file,
    line,
    object,
    ruleId,
    severity,
    message,
    path,
    kind,
    source,
    status,
    description,
    operations,
    ...(related === undefined ? {} : { related }),
    ...(adds === undefined ? {} : { adds }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(ledger === undefined ? {} : { ledger }),
  }
}
