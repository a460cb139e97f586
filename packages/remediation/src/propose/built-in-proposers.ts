import { fromDetector } from './from-detector.ts'
import { fromHistory } from './from-history.ts'
import { fromNames } from './from-names.ts'
import { fromPolicy } from './from-policy.ts'
import type { Proposer } from './proposer.ts'

/** Best first. */
export const PROPOSERS: readonly Proposer[] = [fromDetector, fromHistory, fromNames, fromPolicy]
