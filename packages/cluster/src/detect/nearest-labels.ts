import { nearestWord, podLabels } from '@aks-copilot/kubernetes'
import type { LiveObject } from '../context/live-object.ts'

/** One pair of a selector that pods do not have, and what they have in its place. */
export interface LabelDifference {
  readonly key: string
  readonly wanted: string
  /** undefined: the pods have no such label. */
  readonly found: string | undefined
}

/** The workload whose pods a selector nearly selects. */
export interface NearLabels {
  readonly maker: LiveObject
  /** At least one. */
  readonly differences: readonly LabelDifference[]
  /** Each difference looks like a slip of the pen. */
  readonly isTypo: boolean
}

/**
 * "Did you mean": the workload whose pod labels nearly agree with the selector, where only one correction offers itself; a typing
 * error goes before another value.
 */
export function nearestLabels(selector: Readonly<Record<string, string>>, makers: readonly LiveObject[]): NearLabels | undefined {
  const near = makers.flatMap((maker) => nearMiss(selector, maker))
  const typos = near.filter(({ isTypo }) => isTypo)
  return only(typos) ?? (typos.length === 0 ? only(near) : undefined)
}

/** The first one, where all differ from the selector in the same way. */
function only(near: readonly NearLabels[]): NearLabels | undefined {
  const ways = new Set(near.map(({ differences }) => JSON.stringify(differences)))
  return ways.size === 1 ? near[0] : undefined
}

function nearMiss(selector: Readonly<Record<string, string>>, maker: LiveObject): NearLabels[] {
  const labels = podLabels(maker)
  const pairs = Object.entries(selector)
  const differences = pairs.filter(([key, value]) => labels[key] !== value).map(([key, wanted]) => ({ key, wanted, found: labels[key] }))
  if (differences.length === 0) return []
  const isTypo = differences.every(({ wanted, found }) => found !== undefined && isSlip(wanted, found))
  // Without a typing error most of the selector has to agree, or anything would look alike.
  return isTypo || differences.length * 2 <= pairs.length ? [{ maker, differences, isTypo }] : []
}

/** Near, and not only by its number: `web-1` and `web-2` are two things. */
function isSlip(wanted: string, found: string): boolean {
  return nearestWord(wanted, [found]) !== undefined && wanted.replaceAll(/\d+/g, '0') !== found.replaceAll(/\d+/g, '0')
}
