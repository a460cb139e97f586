import type { CheckReport, Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import { structuredPatch } from 'diff'
import type { FixedFile } from '../../fix-manifests.ts'
import type { FormatContext } from '../format-context.ts'
import { count, harmless, type Paint, wrap } from './paint.ts'

/** What `fix` prints: for each file the diff with the proof of each fix, then what is left and who must decide it. */
export function fixText(report: CheckReport, context: FormatContext, paint: Paint): string[] {
  const mended = report.violations.filter(isMended)
  const left = report.violations.filter((violation) => !isMended(violation))
  const files = context.fixed.flatMap((file) => fileBlock(file, mended.filter((violation) => violation.file === file.path), context, paint))
  return [...files, ...leftLines(left, context, paint), ...closing(report, mended, left, context, paint)]
}

/** Mended: applied or ready to apply, and proven. */
export function isMended({ fix }: Violation): boolean {
  return fix.status === 'applied' || (fix.status === 'proposed' && (fix.certificate !== undefined || fix.reason !== undefined))
}

function fileBlock(file: FixedFile, mended: readonly Violation[], context: FormatContext, paint: Paint): string[] {
  const diff = context.quiet ? [] : [...diffLines(file, paint), '']
  return [paint.bold(paint.underline(harmless(file.path === '-' ? 'standard input' : file.path))), '', ...diff, ...mended.flatMap((violation) => proofLines(violation, context, paint)), '']
}

/** A unified diff with line numbers left out of the way: hunks named by their first line. */
function diffLines(file: FixedFile, paint: Paint): string[] {
  const { hunks } = structuredPatch(file.path, file.path, file.before, file.after, undefined, undefined, { context: 2 })
  return hunks.flatMap((hunk) => [paint.cyan(`  @@ line ${hunk.oldStart} @@`), ...hunk.lines.filter((line) => !line.startsWith('\\')).map((line) => paintDiff(harmless(line), paint))])
}

function paintDiff(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint.green(`  ${line}`)
  return line.startsWith('-') ? paint.red(`  ${line}`) : paint.dim(`  ${line}`)
}

function proofLines({ ruleId, object, fix, line }: Violation, context: FormatContext, paint: Paint): string[] {
  const gates = fix.certificate?.gates ?? []
  const proof = gates.length > 0 ? `${gates.length} gates passed` : (fix.reason ?? '')
  const head = `  ${paint.green('✔')} ${ruleId} ${paint.dim(`${line} · ${harmless(describeObject(object))} · ${proof}`)}`
  const description = wrap(harmless(fix.description), Math.min(context.columns, 120) - 4).map((text) => `    ${paint.words(text)}`)
  const verbose = context.verbose ? gates.map(({ gate, detail }) => paint.dim(`      ${gate}: ${harmless(detail)}`)) : []
  const ledger = (fix.ledger ?? []).filter(({ outcome }) => outcome !== 'mapped' || context.verbose).map(({ path, outcome, reason }) => `    ${outcome === 'lost' ? paint.red('lost   ') : paint.dim(outcome.padEnd(7))} ${harmless(path)} ${paint.dim(harmless(reason))}`)
  return [head, ...description, ...verbose, ...ledger]
}

function leftLines(left: readonly Violation[], context: FormatContext, paint: Paint): string[] {
  if (left.length === 0) return []
  const rows = left.flatMap((violation) => leftBlock(violation, context, paint))
  return [paint.bold(`Left for you (${left.length})`), '', ...rows, '']
}

function leftBlock(violation: Violation, context: FormatContext, paint: Paint): string[] {
  const width = Math.min(context.columns, 120) - 10
  const { fix } = violation
  const label = fix.status === 'refused' ? paint.red('refused') : fix.kind === 'opt' ? paint.blue('opt    ') : paint.magenta('you    ')
  const reason = fix.status === 'refused' ? `${fix.description} Not applied: ${fix.reason}` : fix.description
  return [
    `${paint.sign(violation.severity)} ${paint.words(harmless(violation.message))}`,
    `  ${paint.dim(`${harmless(violation.file)}:${violation.line} · ${harmless(describeObject(violation.object))} · ${violation.ruleId}`)}`,
    ...wrap(harmless(reason), width).map((line, index) => `  ${index === 0 ? label : ' '.repeat(7)} ${paint.words(line)}`),
  ]
}

function closing(report: CheckReport, mended: readonly Violation[], left: readonly Violation[], context: FormatContext, paint: Paint): string[] {
  if (report.violations.length === 0) return []
  const share = Math.round((mended.length / report.violations.length) * 100)
  const written = report.violations.some(({ fix }) => fix.status === 'applied')
  const verb = written ? 'written' : 'ready'
  const proposal = mended.length === 0 ? `${paint.yellow('–')} No fix by rule` : `${paint.green(paint.bold(`✔ ${mended.length} of ${report.violations.length} mended`))} ${paint.dim(`(${share} %, each with its certificate), ${verb} in ${count(context.fixed.length, 'file')}`)}`
  const next = written || mended.length === 0 ? [] : [`${paint.green('next')}  ${paint.bold('--write')} edits the files, ${paint.bold('--output FOLDER')} writes copies`]
  return [proposal, ...next, ...(left.length > 0 ? [] : [paint.green('Nothing is left to decide.')])]
}
