import type { PodMaker } from './bundle-index.ts'
import { nearMiss } from './near-miss.ts'

/** Labels that controllers add to pods, which no template shows. */
const ADDED = new Set([
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'job-name',
  'controller-uid',
  'batch.kubernetes.io/job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-completion-index',
  'deployment',
  'deploymentconfig',
  'deploymentConfig',
  'serving.knative.dev/service',
])

/** The pairs of a selector that a pod template can have. */
export function staticPairs(selector: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(selector).filter(([key]) => !ADDED.has(key)))
}

export interface NearLabels {
  readonly maker: PodMaker
  readonly key: string
  readonly wanted: string
  readonly found: string
}

/** Pods that a selector misses by a slip of the pen in one value, all other labels being the same. */
export function nearLabels(selector: Readonly<Record<string, string>>, makers: readonly PodMaker[]): NearLabels | undefined {
  const pairs = Object.entries(selector)
  for (const maker of makers.slice(0, MOST)) {
    const wrong = pairs.filter(([key, value]) => maker.labels[key] !== value)
    const [key = '', wanted = ''] = wrong[0] ?? []
    const found = Object.hasOwn(maker.labels, key) ? maker.labels[key] : undefined
    if (wrong.length === 1 && found !== undefined && nearMiss(wanted, [found]) !== undefined) return { maker, key, wanted, found }
  }
  return undefined
}

/** What pods have for a label. */
export function labelValues(key: string, makers: readonly PodMaker[]): string[] {
  return makers.flatMap(({ labels }) => (Object.hasOwn(labels, key) ? [labels[key] ?? ''] : []))
}

const MOST = 1000
