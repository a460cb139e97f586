import type { AgentState, RepairAttempt, RepairGate } from '@aks-copilot/contracts'
import { asCode, quoted, quotedWithLinks } from './quote.ts'
import { attemptLines, openingOf } from './what-was-tried.ts'

const MOST_SUBJECT = 72

/** First line and body of a commit, without trailers. What strangers wrote stands in it as quoted text of one line. */
export function commitMessage(state: Pick<AgentState, 'incidents' | 'application'>, changes: RepairAttempt['changes']): string {
  const subject = quoted(
    `fix(${state.application.name}): ${changes.map(({ object, operations }) => shortChange(object.name, operations)).join('; ')}`,
  )
  const body = changes.map(({ object, why, places }) => `${object.kind} ${object.name} (${quoted(places.join(', '))}): ${quoted(why)}.`)
  const causes = state.incidents.map(({ title, cause }) => `Cause: ${quoted(title)}. ${quoted(cause)}`)
  return [subject.length <= MOST_SUBJECT ? subject : `${subject.slice(0, MOST_SUBJECT - 1)}…`, '', ...causes, '', ...body].join('\n')
}

function shortChange(name: string, operations: RepairAttempt['changes'][number]['operations']): string {
  const written = operations.filter(({ op }) => op !== 'test')
  const [first] = written
  const field = first?.path.split('/').findLast((step) => !/^\d+$|^-$/.test(step)) ?? ''
  return `${name} ${field.replaceAll('~1', '/').replaceAll('~0', '~')}${written.length > 1 ? ` and ${written.length - 1} more` : ''}`
}

/** Why a person is needed where an attempt did not help, and others changed its lines. `why` is quoted already. */
export function stillInGit({ number }: RepairAttempt, places: readonly string[], why: string): string {
  const where = places.map((place) => quoted(place)).join(', ')
  return `Attempt ${number} did not help (${why}), and is still in Git: ${where}. Its lines were changed since, so that only a person can take it back.`
}

/** The text of a pull request: what is broken, what changes and why, how it was proven. */
export function pullRequestBody(state: AgentState, attempt: RepairAttempt): string {
  return [
    `\`${state.application.name}\` is not healthy since revision ${asCode((state.revision ?? 'unknown').slice(0, 12))}.`,
    '',
    '### What is broken',
    ...state.incidents.flatMap(({ title, cause, evidence }) => [
      `- **${quoted(title)}**: ${quoted(cause)}`,
      ...evidence.map((text) => `  - ${asCode(text)}`),
    ]),
    '',
    ...evidenceLines(state),
    '### What changes',
    ...attempt.changes.map(
      ({ object, places, why }) => `- ${object.kind} ${asCode(object.name)} at ${places.map(asCode).join(', ')}: ${quoted(why)}`,
    ),
    '',
    '### How it was proven',
    ...attempt.gates.map(gateLine),
    ...(state.refusals.length === 0
      ? []
      : ['', '### What was not patched', ...state.refusals.map((text) => `- ${quotedWithLinks(text, state.source.repository)}`)]),
    '',
    `Run \`${state.runId}\`, attempt ${attempt.number}. If the application does not become healthy with it, this change is taken back.`,
  ].join('\n')
}

const MOST_LINES = 15

/** What live tools gave, line by line as code: a stranger's text stays a text. */
function evidenceLines({ evidence = [] }: AgentState): string[] {
  const lines = evidence.flatMap(({ source, text }) => [
    `- ${asCode(source)}`,
    ...text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-MOST_LINES)
      .map((line) => `  - ${asCode(line)}`),
  ])
  return lines.length === 0 ? [] : ['### What was read beside it', ...lines, '']
}

function gateLine({ gate, pass, detail }: RepairGate): string {
  return `- ${pass ? '[x]' : '[ ]'} ${gate}: ${quoted(detail)}`
}

/** The same for a check on the commit. */
export function gatesSummary({ gates }: RepairAttempt): string {
  return gates.map(gateLine).join('\n')
}

/** What a person needs who takes over. */
export function issueBody(state: AgentState): string {
  return [
    `\`${state.application.name}\` ${openingOf(state)}`,
    '',
    '### What is broken',
    ...state.incidents.flatMap(({ title, cause, since, evidence }) => [
      `- **${quoted(title)}**${since === undefined ? '' : ` since ${since}`}: ${quoted(cause)}`,
      ...evidence.map((text) => `  - ${asCode(text)}`),
    ]),
    '',
    ...evidenceLines(state),
    ...leadLines(state),
    ...refusalLines(state),
    ...(state.attempts.length === 0
      ? []
      : ['', '### What was tried', ...state.attempts.flatMap((attempt) => attemptLines(attempt, state.source))]),
    '',
    `Run \`${state.runId}\`.`,
  ].join('\n')
}

function leadLines({ leads = [] }: AgentState): string[] {
  if (leads.length === 0) return []
  const lines = leads.map(({ text, from, places }) => `- ${quoted(text)}, ${quoted(from)}: ${places.map(asCode).join(', ')}`)
  return [
    '### What to look at first',
    'The evidence speaks of it, and it passes every check; whether it is the cause, nobody knows.',
    ...lines,
    '',
  ]
}

/** What came of an attempt stands with it. */
function refusalLines({ refusals, attempts, source }: AgentState): string[] {
  const known = new Set(attempts.map(({ reason }) => reason))
  const lines = refusals.filter((text) => !known.has(text)).map((text) => `- ${quotedWithLinks(text, source.repository)}`)
  return lines.length === 0 ? [] : [`### Why there is no ${attempts.length === 0 ? '' : 'other '}patch`, ...lines]
}
