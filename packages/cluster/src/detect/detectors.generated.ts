// Made by scripts/generate-detectors.ts from the folders in detectors/. Do not edit.
import imagePullFailed from './detectors/image-pull-failed/detector.ts'
import serviceNoMatchingPods from './detectors/service-no-matching-pods/detector.ts'
import type { Detector } from './detector.ts'

/** Every detector, by id. */
export const DETECTORS: readonly Detector[] = [
  imagePullFailed,
  serviceNoMatchingPods,
]
