import type { Step } from '../loop/run.ts'
import { ROOT, rootNotice, threadNotice } from '../texts/notices.ts'

const END = 'end'

/** Says how it ended: in the thread, and in the first message itself. What healed before anybody was told stays untold. */
export const conclude: Step = async ({ state, ports, signal }) => {
  const { notifier } = ports
  const told = state.messages[ROOT]
  if (notifier === undefined || (told === undefined && state.outcome?.kind === 'healed-by-itself'))
    return { type: 'concluded', messages: {} }
  const root = told ?? (await notifier.post(rootNotice(state), signal))
  if (told === undefined) return { type: 'concluded', messages: { [ROOT]: root } }
  await notifier.update(root, rootNotice(state), signal)
  const end = await notifier.post(threadNotice(state, END, root), signal)
  return { type: 'concluded', messages: { [END]: end } }
}
