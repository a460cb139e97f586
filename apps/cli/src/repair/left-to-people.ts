import type { AgentState } from '@aks-copilot/contracts'
import type { PresentProblem } from '@aks-copilot/remediation'

/** A problem that was left to people is left alone for so long, in milliseconds: health that comes and goes is notified each time. */
const LEFT = 3_600_000
/** How often it is looked whether it is another problem, where none is seen yet. */
const MOST_LOOKS = 4
const PAUSE = 15_000

/** What people have before them. */
export interface LeftToPeople {
  /** The last run that left it to them. */
  readonly state: AgentState
  readonly revision: string
  /** Fingerprints of the incidents that runs of this revision handed over, or reported. */
  readonly known: ReadonlySet<string>
}

/** What the last of these runs of an application, oldest first, left to people less than an hour ago; undefined where it left nothing. */
export function leftToPeople(states: readonly AgentState[]): LeftToPeople | undefined {
  const state = states.at(-1)
  if (state?.revision === undefined || !isLeft(state)) return undefined
  const { revision } = state
  const same = states.filter((one) => one.revision === revision && isLeft(one))
  return { state, revision, known: new Set(same.flatMap(({ incidents }) => incidents.map(({ fingerprint }) => fingerprint))) }
}

function isLeft({ outcome, updatedAt }: AgentState): boolean {
  const isEnded = outcome?.kind === 'handed-over' || outcome?.kind === 'reported'
  return isEnded && Date.now() - Date.parse(updatedAt) <= LEFT
}

/**
 * Whether another revision is there than the one that was left, or a problem beside those of it. What just began to break may show only after
 * a while: where nothing is seen yet, it is looked again for less than a minute. Throws what `look` and `pause` throw.
 */
export async function isAnother(
  { revision, known }: LeftToPeople,
  look: () => Promise<PresentProblem>,
  pause: (milliseconds: number) => Promise<void>,
): Promise<boolean> {
  for (let looks = 1; ; looks += 1) {
    const present = await look()
    if (present.revision !== revision || present.fingerprints.some((one) => !known.has(one))) return true
    if (present.fingerprints.length > 0 || present.verdict === 'healthy' || looks === MOST_LOOKS) return false
    await pause(PAUSE)
  }
}
