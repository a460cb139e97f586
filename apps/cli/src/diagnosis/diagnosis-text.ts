import type { Diagnosis, Evidence, Incident, LiveReference, NextStep, ReportedChange, Symptom } from '@aks-copilot/contracts'
import { describeObject } from '@aks-copilot/kubernetes'
import { createColors } from 'picocolors'
import { printableReport } from '../printable.ts'
import { wrapWords } from './wrap-words.ts'

export interface DiagnosisTextOptions {
  readonly color: boolean
  readonly columns: number
  /** Every piece of evidence, every symptom, every check of a proof. */
  readonly verbose: boolean
  /** Only the causes. */
  readonly quiet: boolean
}

type Colors = ReturnType<typeof createColors>

interface Pen extends DiagnosisTextOptions {
  readonly colors: Colors
  readonly now: number
}

/** The report of `diagnose` for a person who was woken up: the cause first, then since when, what changed, what follows, what to run. */
export function diagnosisText(report: Diagnosis, options: DiagnosisTextOptions): string {
  // Names, messages and log lines are somebody else's.
  const diagnosis = printableReport(report)
  const pen: Pen = {
    ...options,
    columns: Math.min(options.columns, WIDEST),
    colors: createColors(options.color),
    now: Date.parse(diagnosis.observedAt),
  }
  const parts = [...diagnosis.incidents.map((incident) => incidentText(incident, pen)), summaryText(diagnosis, pen)]
  return `${parts.join('\n\n')}\n`
}

/** Some incidents alone, as the same report tells them. */
export function incidentsText(incidents: readonly Incident[], observedAt: string, options: DiagnosisTextOptions): string {
  const columns = Math.min(options.columns, WIDEST)
  const pen: Pen = { ...options, columns, colors: createColors(options.color), now: Date.parse(observedAt) }
  return printableReport([...incidents])
    .map((incident) => incidentText(incident, pen))
    .join('\n\n')
}

const WIDEST = 120
const LABEL = 11
const FEW = 3

function incidentText(incident: Incident, pen: Pen): string {
  const { colors } = pen
  const closed = incident.state === 'closed'
  const mark = closed ? colors.green('✔') : incident.severity === 'error' ? colors.red('✖') : colors.yellow('▲')
  const head = `${mark} ${colors.bold(describeObject(incident.cause.object))}  ${colors.dim(sinceText(incident, pen))}`
  const cause = indented(code(incident.cause.message, colors), 2, pen)
  if (pen.quiet) return `${head}\n${cause}`
  const { symptoms, evidence, suspectChanges } = incident
  const rows = [
    ...rowsOf(
      'changed',
      suspectChanges.map((change) => changeText(change, incident, pen)),
      colors.yellow,
      pen,
    ),
    ...rowsOf(
      'leads to',
      fewer(symptoms, pen).map((symptom) => symptomText(symptom, incident, pen)),
      colors.magenta,
      pen,
      symptoms.length,
    ),
    ...rowsOf('reaches', reachText(incident, pen), colors.magenta, pen),
    ...rowsOf(
      'evidence',
      shownEvidence(evidence, pen).map((one) => evidenceText(one, incident, pen)),
      colors.cyan,
      pen,
      evidence.length,
    ),
    ...stepsText(incident.nextSteps, pen),
  ]
  return [head, cause, ...rows].join('\n')
}

function sinceText({ since, state, closedAt }: Incident, pen: Pen): string {
  if (state === 'closed') return `closed ${closedAt === undefined ? '' : clock(closedAt)}`
  if (since === undefined) return 'since an unknown time'
  return `since ${day(since, pen)}${clock(since)} (${agoText(pen.now - Date.parse(since))})`
}

function rowsOf(label: string, lines: readonly string[], paint: (text: string) => string, pen: Pen, all = lines.length): string[] {
  const more = all > lines.length ? [pen.colors.dim(`and ${all - lines.length} more: --verbose`)] : []
  return [...lines, ...more].map((line, index) => {
    const margin = index === 0 ? `  ${paint(label.padEnd(LABEL - 2))}` : ' '.repeat(LABEL)
    return `${margin}${wrapWords(line, pen.columns - LABEL).join(`\n${' '.repeat(LABEL)}`)}`
  })
}

/** A name beside that of the cause: its own is left out, and so is its namespace. */
function nameBeside(object: LiveReference, cause: LiveReference): string {
  if (describeObject(object) === describeObject(cause)) return ''
  return object.namespace === cause.namespace ? `${object.kind} ${object.name}` : describeObject(object)
}

function symptomText({ object, message }: Symptom, { cause }: Incident, { colors }: Pen): string {
  const name = nameBeside(object, cause.object)
  return name === '' ? code(message, colors) : `${colors.bold(name)}  ${code(message, colors)}`
}

function fewer<Item>(items: readonly Item[], { verbose }: Pen): readonly Item[] {
  return verbose || items.length <= FEW + 1 ? items : items.slice(0, FEW)
}

function changeText({ object, at, by, text }: ReportedChange, { cause }: Incident, pen: Pen): string {
  const { colors } = pen
  const name = nameBeside(object, cause.object)
  return `${clock(at)}  ${name === '' ? '' : `${name}: `}${colors.bold(text)}${by === undefined ? '' : colors.dim(` by ${by}`)}`
}

/** Objects beyond those that the symptoms name. */
function reachText({ affected, symptoms, cause }: Incident, pen: Pen): string[] {
  const named = new Set([cause.object, ...symptoms.map(({ object }) => object)].map(describeObject))
  const others = affected.filter((object) => !named.has(describeObject(object)))
  if (others.length === 0) return []
  const pods = others.filter(({ kind }) => kind === 'Pod')
  const names = [
    ...others.filter(({ kind }) => kind !== 'Pod').map((object) => nameBeside(object, cause.object)),
    ...podNames(pods, cause.object, pen),
  ]
  return [names.join(', ')]
}

function podNames(pods: readonly LiveReference[], cause: LiveReference, { verbose }: Pen): string[] {
  if (verbose || pods.length <= 2) return pods.map((pod) => nameBeside(pod, cause))
  return [`${pods.length} pods`]
}

/** What people and programs said tells more than a field of a status; changes have a line of their own. */
const TELLING: Readonly<Record<Evidence['kind'], number>> = { log: 0, event: 1, metric: 2, object: 3, change: 4 }

function shownEvidence(evidence: readonly Evidence[], { verbose }: Pen): readonly Evidence[] {
  return verbose ? evidence : evidence.toSorted((left, right) => TELLING[left.kind] - TELLING[right.kind]).slice(0, FEW)
}

function evidenceText({ id, kind, at, object, text }: Evidence, { cause }: Incident, pen: Pen): string {
  const name = nameBeside(object, cause.object)
  const where = kind === 'change' || name === '' ? '' : `${name} `
  return `${pen.colors.dim(`${id.padEnd(4)}${kind.padEnd(7)}${at === undefined ? '' : `${clock(at)} `}${where}`)}${text}`
}

function stepsText(steps: readonly NextStep[], pen: Pen): string[] {
  const { colors } = pen
  return steps.flatMap((step, index) => {
    const number = steps.length > 1 ? `${index + 1}. ` : ''
    const [first = '', ...rest] = rowsOf(
      index === 0 ? 'do' : '',
      [`${number}${code(step.text, colors)}${proofText(step, pen)}`],
      colors.green,
      pen,
    )
    const command = step.command === undefined ? [] : [`${' '.repeat(LABEL + number.length)}${colors.bold(step.command)}`]
    return [first, ...rest, ...command]
  })
}

function proofText({ proof }: NextStep, { colors, verbose }: Pen): string {
  if (proof === undefined) return ''
  const passed = proof.filter(({ pass }) => pass).length
  const checks = verbose
    ? proof.map(({ check, pass, detail }) => `${pass ? '✔' : '–'} ${check}: ${detail}`).join('; ')
    : `${passed} of ${proof.length} checks passed`
  return colors.dim(`  proven, not applied: ${checks}`)
}

function summaryText({ summary, skipped, window, observedAt, cluster, incidents }: Diagnosis, pen: Pen): string {
  const { colors } = pen
  const hours = Math.round((Date.parse(window.to) - Date.parse(window.from)) / 360_000) / 10
  const looked = `${summary.objects} objects of \`${cluster}\` at ${clock(observedAt)} UTC, events and changes of the last ${hours} h`
  const first = incidents.some(({ state }) => state === 'open')
    ? `${summary.incidents} ${summary.incidents === 1 ? 'problem' : 'problems'}, ${summary.healthy} objects are not touched by ${summary.incidents === 1 ? 'it' : 'them'}. Looked at ${looked}.`
    : `${colors.green(skipped.every(({ what }) => what.includes('metrics')) ? 'Nothing is wrong.' : 'Nothing is wrong in what could be seen.')} Looked at ${looked}.`
  const unseen = skipped.length === 0 || pen.quiet ? [] : [`${colors.yellow('Not seen:')} ${skippedText(skipped, pen)}`]
  return [first, ...unseen].map((line) => wrapWords(code(line, colors), pen.columns).join('\n')).join('\n')
}

/** What was not seen, by where and why; rights are one thing to ask for, however many kinds there are. */
function skippedText(skipped: Diagnosis['skipped'], { verbose }: Pen): string {
  const groups = Map.groupBy(
    skipped,
    ({ what, why }) => `${/ (?:in|outside) .*$/.exec(what)?.[0] ?? ''}|${why.replace(/^you may not .*$/, NO_RIGHTS)}`,
  )
  const texts = [...groups].map(([key, entries]) => {
    const [where = '', why = ''] = key.split('|')
    const kinds = entries.map(({ what }) => (where === '' ? what : what.slice(0, -where.length)))
    const named =
      verbose || kinds.length <= MOST_KINDS + 1 ? kinds : [...kinds.slice(0, MOST_KINDS), `${kinds.length - MOST_KINDS} more kinds`]
    return `${named.join(', ')}${where} (${why})`
  })
  return `${texts.join('; ')}${texts.some((text) => text.endsWith(`(${NO_RIGHTS})`)) ? '. `aks-copilot doctor` prints the rules that grant it' : ''}`
}

const NO_RIGHTS = 'you may not read them'
const MOST_KINDS = 6

/** `backticks` become bold on a terminal. */
function code(text: string, colors: Colors): string {
  return !colors.isColorSupported ? text : text.replaceAll(/`([^`]+)`/g, (_, name: string) => colors.bold(name))
}

function indented(text: string, margin: number, { columns }: Pen): string {
  return wrapWords(text, columns - margin)
    .map((line) => `${' '.repeat(margin)}${line}`)
    .join('\n')
}

/** `10:02:11` in UTC, as the records have it. */
function clock(time: string): string {
  return time.slice(11, 19)
}

function day(time: string, { now }: Pen): string {
  return time.slice(0, 10) === new Date(now).toISOString().slice(0, 10) ? '' : `${time.slice(0, 10)} `
}

const MINUTE = 60_000

/** `14 min`, `3 h`, `2 days`. */
function agoText(milliseconds: number): string {
  if (milliseconds < MINUTE) return `${Math.max(0, Math.round(milliseconds / 1000))} s`
  if (milliseconds < 90 * MINUTE) return `${Math.round(milliseconds / MINUTE)} min`
  if (milliseconds < 36 * 60 * MINUTE) return `${Math.round(milliseconds / (60 * MINUTE))} h`
  return `${Math.round(milliseconds / (24 * 60 * MINUTE))} days`
}
