import type { Check } from './check.ts'
import { CONFIGURATION_CHECKS } from './configuration.ts'
import { CONTAINER_CHECKS } from './container.ts'
import { METADATA_CHECKS } from './metadata.ts'
import { NETWORK_CHECKS } from './network.ts'
import { NUMBER_CHECKS } from './numbers.ts'
import { NUMBER_OR_NAME_CHECKS } from './numbers-or-names.ts'
import { POD_CHECKS } from './pod.ts'
import { REQUIRED_CHECKS } from './required.ts'
import { WORKLOAD_CHECKS } from './workload.ts'

const NONE: readonly Check[] = []
const CHECKS = new Map<string, readonly Check[]>()

/** The checks of a definition, wherever it occurs. */
export function checksOf(definition: string): readonly Check[] {
  if (CHECKS.size === 0) collect()
  return CHECKS.get(definition) ?? NONE
}

function collect(): void {
  const tables = [
    REQUIRED_CHECKS,
    METADATA_CHECKS,
    POD_CHECKS,
    CONTAINER_CHECKS,
    WORKLOAD_CHECKS,
    NETWORK_CHECKS,
    CONFIGURATION_CHECKS,
    NUMBER_CHECKS,
    NUMBER_OR_NAME_CHECKS,
  ]
  for (const [definition, checks] of tables.flatMap((table) => Object.entries(table))) {
    CHECKS.set(definition, [...(CHECKS.get(definition) ?? NONE), ...checks])
  }
}
