import type { KubernetesObject, Schemas } from '@aks-copilot/kubernetes'
import { automatic, conversion, judgement, type Proposal, set } from '../../inspect/rule.ts'
import { DEFINITION_MIGRATIONS } from './custom-resource-definition.ts'
import { AUTOSCALER_MIGRATIONS } from './horizontal-pod-autoscaler.ts'
import { INGRESS_MIGRATIONS } from './ingress.ts'
import { JUDGEMENTS } from './judgements.ts'
import { isUndecided, type Migration, type Migrations } from './migration.ts'
import { SMALL_MIGRATIONS } from './small-kinds.ts'
import { UNCHANGED_MIGRATIONS } from './unchanged-kinds.ts'
import { WEBHOOK_MIGRATIONS } from './webhook.ts'
import { WORKLOAD_MIGRATIONS } from './workload.ts'

const MIGRATIONS: Migrations = {
  ...UNCHANGED_MIGRATIONS,
  ...SMALL_MIGRATIONS,
  ...WORKLOAD_MIGRATIONS,
  ...INGRESS_MIGRATIONS,
  ...WEBHOOK_MIGRATIONS,
  ...AUTOSCALER_MIGRATIONS,
  ...DEFINITION_MIGRATIONS,
}

/** How an old API is left: field by field, or not by a rule and then why. */
export function findMigration(apiVersion: string, kind: string): Migration | undefined {
  return MIGRATIONS[`${apiVersion} ${kind}`]
}

/** What a person would do where there is no migration. */
export function findJudgement(apiVersion: string, kind: string): string | undefined {
  return JUDGEMENTS[`${apiVersion} ${kind}`]
}

/** Writes an object in the version of its API that stays, or says who must decide what. */
export function proposeMigration(object: KubernetesObject, schemas: Schemas): Proposal {
  const { apiVersion, kind } = object
  const migration = findMigration(apiVersion, kind)
  if (migration === undefined)
    return judgement(findJudgement(apiVersion, kind) ?? `Write the ${kind} for an API that Kubernetes ${schemas.version} serves.`)
  const { to } = migration
  if (!schemas.serves(to, kind))
    return judgement(`Decide whether you need it: Kubernetes ${schemas.version} serves no stable version of ${kind}.`)
  const steps = migration.migrate(object)
  if (isUndecided(steps)) return judgement(steps.undecided)
  const changes = [set(object.at('apiVersion'), to), ...steps.intents]
  return steps.ledger.length === 0
    ? automatic(`Use \`${to}\`: the fields are the same.`, changes)
    : conversion(`Use \`${to}\`, field by field.`, changes, [{ path: '/apiVersion', outcome: 'mapped', reason: to }, ...steps.ledger])
}
