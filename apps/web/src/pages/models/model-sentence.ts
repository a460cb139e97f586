import type { ModelStatus } from '@aks-copilot/contracts'

/** How the model is, in one sentence. Without one nothing is missing from an answer, and the sentence says so. */
export function modelSentence({ state, name, local, provider }: ModelStatus): string {
  const where = local ? 'on this machine' : 'on another machine'
  switch (state) {
    case 'ready':
      return `${name} writes ${where}.`
    case 'loading':
      return `${name} is being loaded ${where}.`
    case 'paused':
      return `${name} failed several times and is left alone for a while.`
    case 'unreachable':
      return `${name} does not answer.`
    case 'not-configured':
      return provider === 'none' ? 'Answers come whole from the evidence; no model is needed.' : `${name} is not set up.`
  }
}

/** `740 ms`, `7.1 s`. */
export function formatSeconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`
}
