import type { Step } from '../loop/run.ts'
import { ROOT, rootNotice, threadNotice } from '../texts/notices.ts'
import { tell } from './tell.ts'

const END = 'end'

/** Says how it ended: in the thread, and in the first message itself. What healed before anybody was told stays untold. */
export const conclude: Step = async ({ state, ports, signal }) => {
  const { notifier } = ports
  const known = state.messages[ROOT]
  if (notifier === undefined || (known === undefined && state.outcome?.kind === 'healed-by-itself'))
    return { type: 'concluded', messages: {} }
  const told = await tell(signal, async (messages) => {
    const root = known ?? (await notifier.post(rootNotice(state), signal))
    messages[ROOT] = root
    if (known === undefined) return
    await notifier.update(root, rootNotice(state), signal)
    messages[END] = await notifier.post(threadNotice(state, END, root), signal)
  })
  return { type: 'concluded', ...told }
}
