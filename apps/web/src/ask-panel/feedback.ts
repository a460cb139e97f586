export type Verdict = 'helpful' | 'wrong'

const KEY = 'aks-copilot.feedback'
/** The oldest go first. */
const MOST = 500

type Kept = readonly (readonly [runId: string, verdict: Verdict])[]

/** What the reader said of an answer. It stays in this browser: nothing is sent. */
export function verdictOn(runId: string, storage: Storage = localStorage): Verdict | undefined {
  return read(storage).find(([id]) => id === runId)?.[1]
}

/** Keeps a verdict; undefined takes it back. */
export function judge(runId: string, verdict: Verdict | undefined, storage: Storage = localStorage): void {
  const others = read(storage).filter(([id]) => id !== runId)
  const kept: Kept = verdict === undefined ? others : [...others, [runId, verdict]]
  try {
    storage.setItem(KEY, JSON.stringify(kept.slice(-MOST)))
  } catch {
    // A browser that keeps nothing: the verdict is gone with the page.
  }
}

function read(storage: Storage): Kept {
  try {
    const value: unknown = JSON.parse(storage.getItem(KEY) ?? '[]')
    return Array.isArray(value) ? value.filter(isKept) : []
  } catch {
    return []
  }
}

function isKept(value: unknown): value is Kept[number] {
  return Array.isArray(value) && typeof value[0] === 'string' && (value[1] === 'helpful' || value[1] === 'wrong')
}
