import type { CheckReport, Violation } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import type { FormatContext } from '../format-context.ts'
import { count, fileTitle, isMended, refusalOf } from '../wording.ts'
import { labelled } from './check-text.ts'
import { diffText } from './diff-text.ts'
import { fileHeading, WIDEST } from './heading.ts'
import { entriesToTell } from './ledger-entries.ts'
import { harmless, type Paint } from './paint.ts'
import { step } from './step.ts'
import { cutTo, wrap } from './wrap.ts'

const MOST_PLACES = 8
/** Where very much is left, fewer places of each. */
const LONG = 60
const MOST_IN_LONG = 3

interface Page {
  readonly context: FormatContext
  readonly columns: number
  readonly paint: Paint
  /** Places to name of each thing that is left. */
  readonly most: number
}

/** What `fix` prints: for each file the diff with the proof of each fix, then what is left and who must decide it. */
export function fixText(report: CheckReport, context: FormatContext, paint: Paint): string[] {
  const mended = report.violations.filter(isMended)
  const left = report.violations.filter((violation) => !isMended(violation))
  const page = {
    context,
    columns: Math.min(context.columns, WIDEST),
    paint,
    most: context.verbose ? left.length : left.length > LONG ? MOST_IN_LONG : MOST_PLACES,
  }
  const changed = new Set(context.fixed.map(({ path }) => path))
  const files = context.fixed.flatMap((file) => [
    fileHeading(file.path, [], page.columns, paint),
    '',
    ...(context.quiet ? [] : [...diffText(file, page.columns, paint), '']),
    ...proofs(
      mended.filter((violation) => violation.file === file.path),
      page,
    ),
    '',
  ])
  const elsewhere = Map.groupBy(
    mended.filter(({ file }) => !changed.has(file)),
    ({ file }) => file,
  )
  const others = [...elsewhere].flatMap(([file, own]) => [fileHeading(file, [], page.columns, paint), '', ...proofs(own, page), ''])
  return [
    ...files,
    ...others,
    ...proposalLines(left, page),
    ...leftLines(
      left.filter((violation) => !isProposal(violation)),
      page,
    ),
  ]
}

function isProposal({ fix }: Violation): boolean {
  return fix.source === 'model' && fix.status === 'proposed'
}

/** What a model proposes and every gate lets pass: apart from what rules mend, with its own diff. */
function proposalLines(left: readonly Violation[], page: Page): string[] {
  const proposals = left.filter(isProposal)
  if (proposals.length === 0) return []
  const { context, columns, paint } = page
  return [
    paint.bold(`Proposed by a model, not written (${proposals.length})`),
    '',
    ...(context.proposed ?? []).flatMap((file) => [
      fileHeading(file.path, [], columns, paint),
      '',
      ...(context.quiet ? [] : [...diffText(file, columns, paint), '']),
    ]),
    ...proofs(proposals, page, paint.yellow('?')),
    ...step(paint.green('next'), '`--write --accept-model` writes them, too, when you have read them', context, paint),
    '',
  ]
}

/** One line or two for each fix; several of one rule with one description are told together. */
function proofs(mended: readonly Violation[], page: Page, sign = page.paint.green('✔')): string[] {
  const groups = [
    ...Map.groupBy(
      mended,
      ({ ruleId, fix }) => `${ruleId}\n${fix.description}\n${fix.ledger === undefined ? '' : JSON.stringify(fix.ledger)}`,
    ).values(),
  ]
  return groups.flatMap((group) => proof(group, page, sign))
}

function proof(group: readonly Violation[], { context, columns, paint }: Page, sign: string): string[] {
  const [first] = group
  if (first === undefined) return []
  const { ruleId, fix } = first
  const gates = fix.certificate?.gates ?? []
  const certified = gates.length > 0 ? `${gates.filter(({ pass }) => pass).length} of ${gates.length} gates passed` : (fix.reason ?? '')
  const places = group.map(({ line, object }) => `${line} ${describeObject(object)}`)
  const named = `${places.slice(0, MOST_PLACES).join(', ')}${places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more` : ''}`
  return [
    ...wrap(harmless(fix.description), columns - 4).map((line, index) => `${index === 0 ? sign : ' '} ${paint.words(line)}`),
    ...wrap(harmless(`${named} · ${ruleId} · ${certified}`), columns - 2).map((line) => `  ${paint.dim(line)}`),
    ...(context.verbose
      ? gates.map(
          ({ gate, pass, detail }) => `    ${pass ? paint.green('✔') : paint.red('✖')} ${gate.padEnd(21)} ${paint.dim(harmless(detail))}`,
        )
      : []),
    ...ledgerLines(first, context.verbose, columns, paint),
  ]
}

function ledgerLines({ fix }: Violation, verbose: boolean, columns: number, paint: Paint): string[] {
  return entriesToTell(fix.ledger ?? [], verbose).flatMap(({ path, outcome, reason }) => {
    const word = outcome === 'lost' ? paint.red('lost   ') : paint.dim(outcome.padEnd(7))
    const text = harmless(path === '' ? reason : `${path}: ${reason}`)
    return wrap(text, columns - 12).map((line, index) => `    ${index === 0 ? word : '       '} ${paint.dim(line)}`)
  })
}

function leftLines(left: readonly Violation[], page: Page): string[] {
  if (left.length === 0) return []
  const { paint } = page
  const groups = [...Map.groupBy(left, ({ ruleId, fix }) => `${ruleId}\n${fix.status}\n${fix.description}\n${fix.reason ?? ''}`).values()]
  const rank = { error: 0, warning: 1, info: 2 } as const
  const sorted = groups.toSorted(([one], [other]) => rank[one?.severity ?? 'info'] - rank[other?.severity ?? 'info'])
  return [paint.bold(`Left for you (${left.length})`), '', ...sorted.flatMap((group) => [...leftBlock(group, page), ''])]
}

function leftBlock(group: readonly Violation[], { columns, paint, most }: Page): string[] {
  const [first] = group
  if (first === undefined) return []
  const { fix, ruleId } = first
  const messages = [...Map.groupBy(group, ({ message }) => message)]
  const shown = messages.slice(0, most)
  const more = messages.length > shown.length ? [paint.dim(`  … and ${messages.length - shown.length} more`)] : []
  const refusal = refusalOf(first)
  const remedy =
    fix.status === 'refused'
      ? `${fix.description} Not applied${refusal === undefined ? '.' : `: ${refusal}`}`
      : fix.kind === 'opt'
        ? `${fix.description} Allow it with \`--allow ${ruleId}\`.`
        : fix.description
  return [
    ...shown.flatMap(([message, own]) => [
      ...wrap(harmless(message), columns - 2).map(
        (line, index) => `${index === 0 ? paint.sign(own[0]?.severity ?? 'info') : ' '} ${paint.words(line)}`,
      ),
      ...own
        .slice(0, most)
        .map(
          ({ file, line, object }) =>
            `  ${paint.dim(cutTo(`${harmless(fileTitle(file))}:${line} · ${harmless(describeObject(object))} · ${ruleId}`, columns - 2))}`,
        ),
      ...(own.length > most ? [paint.dim(`  … and ${count(own.length - most, 'more place')}`)] : []),
    ]),
    ...more,
    ...labelled(`${paint.remedy(first)} `, remedy, columns, paint.words),
  ]
}

/** What `fix` did, in one line, and what to run next. */
export function fixResult(report: CheckReport, context: FormatContext, paint: Paint): string[] {
  if (report.violations.length === 0) return []
  const mended = report.violations.filter(isMended)
  const share = Math.round((mended.length / report.violations.length) * 100)
  const written = report.violations.some(({ fix }) => fix.status === 'applied')
  const verb = written ? 'written' : 'ready'
  const proposal =
    mended.length === 0
      ? `${paint.yellow('–')} ${noFix(report)}`
      : `${paint.green(paint.bold(`✔ ${mended.length} of ${report.violations.length} mended`))} ${paint.dim(`(${share} %, each with its certificate), ${verb} in ${count(context.fixed.length, 'file')}`)}`
  const next =
    written || mended.length === 0
      ? []
      : step(
          paint.green('next'),
          '`--write` edits the files, `--output FOLDER` writes copies, `--report FOLDER` writes a report for others',
          context,
          paint,
        )
  return [proposal, ...next]
}

function noFix({ violations }: CheckReport): string {
  const refused = violations.filter(({ fix }) => fix.status === 'refused').length
  return refused === 0 ? 'Nothing to mend by rule' : `No fix could be applied, ${refused} ${refused === 1 ? 'was' : 'were'} refused`
}
