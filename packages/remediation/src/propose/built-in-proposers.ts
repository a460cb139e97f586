import type { Proposer } from './proposer.ts'
import { fromDetector } from './from-detector.ts'

/** Best first. */
export const PROPOSERS: readonly Proposer[] = [fromDetector]
