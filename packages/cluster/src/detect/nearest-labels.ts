import { nearestWord, podLabels } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'

/** The one label in which a selector and the pods of a workload differ, by a slip of the pen. */
export interface NearLabels {
  readonly maker: LiveObject
  readonly key: string
  readonly wanted: string
  readonly found: string
}

/** "Did you mean": the only workload whose pod labels agree with the selector but for one value that looks like a typing error. */
export function nearestLabels(selector: Readonly<Record<string, string>>, makers: readonly LiveObject[]): NearLabels | undefined {
  const near = makers.flatMap((maker) => nearMiss(selector, maker))
  return near.length === 1 ? near[0] : undefined
}

function nearMiss(selector: Readonly<Record<string, string>>, maker: LiveObject): NearLabels[] {
  const labels = podLabels(maker)
  const missed = Object.entries(selector).filter(([key, value]) => labels[key] !== value)
  const [key, wanted] = missed[0] ?? []
  const found = key === undefined ? undefined : labels[key]
  if (missed.length !== 1 || key === undefined || wanted === undefined || found === undefined) return []
  return nearestWord(wanted, [found]) === undefined ? [] : [{ maker, key, wanted, found }]
}
