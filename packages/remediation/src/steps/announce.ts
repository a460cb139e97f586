import { currentAttempt, type Step } from '../loop/run.ts'
import { ROOT, rootNotice, threadNotice } from '../texts/notices.ts'

/** Tells people what is broken and what is on its way: the first attempt as a message, later ones in its thread. */
export const announce: Step = async ({ state, ports, signal }) => {
  const { notifier } = ports
  if (notifier === undefined) return { type: 'announced', messages: {} }
  const root = state.messages[ROOT] ?? (await notifier.post(rootNotice(state), signal))
  const { number } = currentAttempt(state)
  if (number === 1) return { type: 'announced', messages: { [ROOT]: root } }
  const key = `attempt-${number}`
  return { type: 'announced', messages: { [ROOT]: root, [key]: await notifier.post(threadNotice(state, key, root), signal) } }
}
