import type { LedgerEntry } from '@aks-copilot/contracts'
import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { type Change, conversion, judgement, type Proposal, type RuleContext } from '../inspect/rule.ts'
import { changesToGateway, type ConversionPlan } from './gateway.ts'
import { losesProtection, protectionToDecide } from './ledger.ts'

/** What a pure conversion says of one object: its routes and the account of its fields, or who must decide what. */
export type Planned =
  | { readonly ok: true; readonly plan: ConversionPlan; readonly ledger: readonly LedgerEntry[] }
  | { readonly ok: false; readonly judge: string }

/**
 * The Thinker's answer for objects that become HTTPRoutes. Those of one namespace share one Gateway, so they are one atomic set:
 * an object that a person must decide about, or that would lose a protection, is no part of it and stays as it is.
 * `also` says what goes with those that are converted.
 */
export function proposeHttpRoutes(
  object: KubernetesObject,
  siblings: readonly KubernetesObject[],
  context: RuleContext,
  plan: (object: KubernetesObject) => Planned,
  also: (converted: readonly KubernetesObject[]) => readonly Change[] = () => [],
): Proposal {
  const own = plan(object)
  if (!own.ok) return judgement(own.judge)
  const { bundle, target } = context
  const first = protectionToDecide(own.ledger)
  if (first !== undefined) return conversion(first, changesToGateway([own.plan], bundle, target), own.ledger)
  const others = siblings.filter((sibling) => sibling !== object && sibling.namespace === object.namespace).map(plan)
  const plans = [own, ...others].flatMap((one) => (one.ok && !losesProtection(one.ledger) ? [one.plan] : []))
  const inOrder = plans.toSorted((left, right) => bundle.objects.indexOf(left.object) - bundle.objects.indexOf(right.object))
  return conversion(DESCRIPTION, [...changesToGateway(inOrder, bundle, target), ...also(inOrder.map((one) => one.object))], own.ledger)
}

const DESCRIPTION = 'Make it an HTTPRoute of the Gateway API, on one Gateway for the namespace.'
