import { currentAttempt, type Step } from '../loop/run.ts'
import { ROOT, rootNotice, threadNotice } from '../texts/notices.ts'
import { tell } from './tell.ts'

/** Tells people what is broken and what is on its way: the first attempt as a message, later ones in its thread. */
export const announce: Step = async ({ state, ports, signal }) => {
  const { notifier } = ports
  if (notifier === undefined) return { type: 'announced', messages: {} }
  const told = await tell(signal, async (messages) => {
    const root = state.messages[ROOT] ?? (await notifier.post(rootNotice(state), signal))
    messages[ROOT] = root
    const { number } = currentAttempt(state)
    const key = `attempt-${number}`
    if (number > 1) messages[key] = await notifier.post(threadNotice(state, key, root), signal)
  })
  return { type: 'announced', ...told }
}
