/** The registry of detectors, for whoever lists or explains them without a cluster. */
export type { Detector } from './detector.ts'
export { DETECTORS } from './detectors.generated.ts'
