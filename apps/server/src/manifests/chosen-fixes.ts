import type { CheckReport, CheckRequest, ViolationName } from '@aks-copilot/contracts'
import type { FixOptions } from '@aks-copilot/manifests'

const INDEX = /^\d+$/

/** What a request says of which fixes to apply. `all` makes the report with every fix: the one that indexes in `only` count in. */
export function chosenFixes({ only, choices = [] }: CheckRequest, all: () => CheckReport): Pick<FixOptions, 'fixOnly' | 'choose'> {
  const indexes = only?.filter((word) => INDEX.test(word)) ?? []
  const violations = indexes.length === 0 ? [] : all().violations
  const chosen = new Map<string, boolean>()
  for (const index of indexes) {
    const named = violations[Number(index)]
    if (named !== undefined) chosen.set(keyOf(named), true)
  }
  for (const { apply, ...named } of choices) chosen.set(keyOf(named), apply)
  return {
    ...(only === undefined ? {} : { fixOnly: only.filter((word) => !INDEX.test(word)) }),
    ...(chosen.size === 0 ? {} : { choose: (named) => chosen.get(keyOf(named)) }),
  }
}

function keyOf({ ruleId, object: { apiVersion, kind, namespace, name }, file, path }: ViolationName): string {
  return JSON.stringify([ruleId, apiVersion, kind, namespace, name, file, path])
}
