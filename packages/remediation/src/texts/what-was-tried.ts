import type { AgentState, PatchOperation, RepairAttempt, TracedChange } from '@aks-copilot/contracts'
import { asCode, quoted, quotedWithLinks } from './quote.ts'

/** The first sentence for whoever takes over: a patch that nobody could bring in, or that people did not want, is not one that was not found. */
export function openingOf(state: AgentState): string {
  const said = quotedWithLinks(state.summary, state.source.repository)
  const last = state.attempts.at(-1)
  if (last === undefined || last.outcome === 'superseded') return `is not healthy, and there is no proven patch for it: ${said}`
  if (last.outcome === 'closed')
    return `is not healthy. A patch for it is proven and stands below${last.pullRequest === undefined ? '' : ', but people declined it'}. ${quotedWithLinks(last.reason ?? state.summary, state.source.repository)}`
  if (last.outcome !== 'not-healthy') return `is not healthy, and a person is needed: ${said}`
  return wasDeployed(last)
    ? `is not healthy, and what was tried did not help: ${said}`
    : `is not healthy. A patch for it is proven and stands below, but it was not deployed in time: ${said}`
}

function wasDeployed({ branch, merged }: RepairAttempt): boolean {
  return branch === undefined || merged !== undefined
}

export function attemptTitle({ message }: RepairAttempt): string {
  return message.split('\n')[0] ?? ''
}

/** An attempt for whoever takes over: where it is, what came of it, and all that it changes, so that they can bring it in themselves. */
export function attemptLines(attempt: RepairAttempt, { repository }: AgentState['source']): string[] {
  const place = placeOf(attempt)
  const what = `Attempt ${attempt.number}${place === undefined ? '' : ` (${place})`}: ${attemptTitle(attempt)}`
  return [`- ${what}: ${quotedWithLinks(attempt.reason ?? attempt.outcome, repository)}`, ...attempt.changes.flatMap(changeLines)]
}

/** A commit without a pull request is found on its branch alone. */
function placeOf({ pullRequest, commit, branch }: RepairAttempt): string | undefined {
  if (pullRequest !== undefined || commit === undefined) return pullRequest?.url
  return branch === undefined ? commit.slice(0, 12) : `${commit.slice(0, 12)} on the branch ${asCode(branch)}`
}

function changeLines({ object, operations, places, why }: TracedChange): string[] {
  const where = places.length === 0 ? '' : ` at ${places.map(asCode).join(', ')}`
  return [
    `  - ${object.kind} ${asCode(object.name)}${where}: ${quoted(why)}`,
    ...diffLines(operations).map((line) => `    - ${asCode(line)}`),
  ]
}

/** `- FIELD: VALUE` and `+ FIELD: VALUE`, as a diff has them. What a field is expected to have stands only where it is changed. */
function diffLines(operations: readonly PatchOperation[]): string[] {
  const before = new Map(operations.flatMap((one) => (one.op === 'test' ? [[one.path, one.value]] : [])))
  return operations.flatMap((operation) => {
    const { op, path } = operation
    if (op === 'test') return []
    if (op === 'move' || op === 'copy') return [`${op} ${operation.from} to ${path}`]
    return [
      ...(before.has(path) ? [`- ${path}: ${JSON.stringify(before.get(path))}`] : op === 'remove' ? [`- ${path}`] : []),
      ...(op === 'remove' ? [] : [`+ ${path}: ${JSON.stringify(operation.value)}`]),
    ]
  })
}
