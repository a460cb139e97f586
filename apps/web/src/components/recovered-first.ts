import type { Incident } from '@aks-copilot/contracts'

/** The incidents that are over, the newest first. */
export function recoveredFirst(incidents: readonly Incident[]): readonly Incident[] {
  return incidents.filter(({ state }) => state === 'closed').toSorted((left, right) => timeOf(right) - timeOf(left))
}

function timeOf({ closedAt }: Incident): number {
  return closedAt === undefined ? 0 : Date.parse(closedAt)
}
