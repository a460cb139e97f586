import { EFFECTS, type Effect } from './detector.ts'

/** An effect and all that come after it, but for those that a finding can't bring about: for `explains`. */
export function effectsFrom(first: Effect, ...except: readonly Effect[]): readonly Effect[] {
  return EFFECTS.slice(EFFECTS.indexOf(first)).filter((effect) => !except.includes(effect))
}
