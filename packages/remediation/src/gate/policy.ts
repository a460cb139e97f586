import type { RepairGate } from '@aks-copilot/contracts'
import { fromPointer } from '@aks-copilot/kubernetes'
import { isPathAllowed } from '../policy/is-path-allowed.ts'
import { isRepairable } from '../policy/is-repairable.ts'
import { holdsSecret, NOT_KEPT } from '../propose/take-back.ts'
import { type AttemptToJudge, gateOf } from './gate.ts'

/** What the policy lets be changed: objects, files, how much. */
export function withinPolicy(attempt: AttemptToJudge): RepairGate[] {
  const { edits, policy } = attempt
  const characters = edits.flatMap((edit) => edit.edits).reduce((sum, { length, text }) => sum + Math.max(length, text.length), 0)
  const size = `${edits.length} ${edits.length === 1 ? 'file' : 'files'}, ${characters} characters`
  const allowed = `at most ${policy.files} and ${policy.characters}`
  const wrong = [
    ...(edits.length > policy.files || characters > policy.characters ? [`${size} (${allowed})`] : []),
    ...(edits.length === 0 ? ['no file would change'] : []),
    ...wrongObjects(attempt),
    ...wrongFiles(attempt),
    ...wrongValues(attempt),
  ]
  return [gateOf('policy', wrong, `${size} (${allowed})`)]
}

function wrongObjects({ candidates, policy, application }: AttemptToJudge): string[] {
  const changes = candidates.flatMap((candidate) => candidate.changes)
  return changes.flatMap(({ object }) => isRepairable(object, { policy, application }) ?? [])
}

function wrongFiles({ edits, policy, source, files }: AttemptToJudge): string[] {
  const outside = edits.filter(({ file }) => !isPathAllowed(file, policy, source, files))
  return outside.map(({ file }) => `the policy does not let it change ${file}`)
}

/** What looks secret is not to pass through a state, a commit or a message; a hash that stands for a value is no value. */
function wrongValues({ candidates }: AttemptToJudge): string[] {
  const operations = candidates.flatMap(({ changes }) => changes.flatMap((change) => change.operations))
  const written = operations.flatMap((operation) => (operation.op === 'add' || operation.op === 'replace' ? [operation] : []))
  const secret = written.filter(
    ({ path, value }) => JSON.stringify(value ?? null).includes(NOT_KEPT) || holdsSecret(fromPointer(path).at(-1) ?? '', value),
  )
  return secret.map(({ path }) => `it would write a value at ${path} that looks secret`)
}
