import { createHash } from 'node:crypto'
import type { Skipped, Suppressed, Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import { SourceLines } from '../source-lines.ts'
import { artifactLocation } from './artifact-uri.ts'
import { levelOf, sentence } from './descriptors.ts'
import type { SarifFixes } from './fixes.ts'

const LONGEST_SNIPPET = 400

export interface ResultTools {
  readonly ruleIndex: (id: string) => number
  readonly source: SourceLines
  readonly fixes: SarifFixes
  readonly fingerprint: (violation: Violation) => string
}

export function violationResult(violation: Violation, { ruleIndex, source, fixes, fingerprint }: ResultTools) {
  const { ruleId, severity, message, help, object, path, fix } = violation
  const own = fixes.of(violation)
  return {
    ruleId,
    ruleIndex: ruleIndex(ruleId),
    level: levelOf(severity),
    message: { text: text(`${sentence(message)} ${sentence(help)}`) },
    locations: [
      {
        physicalLocation: { artifactLocation: artifactLocation(violation.file), region: region(violation, source) },
        logicalLocations: [
          { name: object.name, fullyQualifiedName: `${object.apiVersion}/${describeObject(object)}${path}`, kind: 'resource' },
        ],
      },
    ],
    partialFingerprints: { 'aksCopilotViolation/v1': fingerprint(violation) },
    ...(own === undefined ? {} : { fixes: [own] }),
    ...(fix.status === 'applied'
      ? { suppressions: [{ kind: 'external', status: 'accepted', justification: 'aks-copilot mended it in this run.' }] }
      : {}),
    properties: {
      fixKind: fix.kind,
      fixStatus: fix.status,
      fixSource: fix.source,
      ...(fix.reason === undefined ? {} : { fixReason: fix.reason }),
      path,
    },
  }
}

function region({ file, line, column, endLine, endColumn }: Violation, source: SourceLines) {
  const snippet =
    endLine === line && endColumn > column && endColumn - column <= LONGEST_SNIPPET
      ? source.line(file, line)?.slice(column - 1, endColumn - 1)
      : undefined
  return {
    startLine: line,
    startColumn: column,
    endLine,
    endColumn,
    ...(snippet === undefined || snippet === '' ? {} : { snippet: { text: snippet.toWellFormed() } }),
  }
}

export function suppressedResult({ ruleId, file, line, reason, by }: Suppressed, ruleIndex: (id: string) => number) {
  return {
    ruleId,
    ruleIndex: ruleIndex(ruleId),
    level: 'note',
    message: { text: text(`A violation of ${ruleId} is suppressed by ${by}: ${sentence(reason)}`) },
    locations: [{ physicalLocation: { artifactLocation: artifactLocation(file), region: { startLine: line } } }],
    suppressions: [{ kind: by === 'baseline' ? 'external' : 'inSource', status: 'accepted', justification: reason.toWellFormed() }],
  }
}

export function skippedNotification({ what, why, line, column }: Skipped) {
  const region = line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } }
  return {
    level: 'warning',
    message: { text: text(`Not looked at: ${sentence(why)}`) },
    locations: [{ physicalLocation: { artifactLocation: artifactLocation(what), ...region } }],
  }
}

/** Braces around a number would be read as a place for an argument. */
function text(message: string): string {
  return message.toWellFormed().replaceAll(/\{(\d+)\}/g, '{{$1}}')
}

/** The same for the same thing after lines moved; a second equal violation gets its own. */
export function createFingerprints(): (violation: Violation) => string {
  const seen = new Map<string, number>()
  return ({ ruleId, file, object, path }) => {
    const key = JSON.stringify([ruleId, file, object.apiVersion, object.kind, object.namespace ?? '', object.name, path])
    const times = seen.get(key) ?? 0
    seen.set(key, times + 1)
    return createHash('sha256')
      .update(`${key}${times === 0 ? '' : `#${times}`}`)
      .digest('hex')
      .slice(0, 32)
  }
}
