import type { Proposer } from './proposer.ts'
import { fromDetector } from './from-detector.ts'
import { fromHistory } from './from-history.ts'

/** Best first. */
export const PROPOSERS: readonly Proposer[] = [fromDetector, fromHistory]
