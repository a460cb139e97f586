import type { Run, Step } from '../loop/run.ts'
import { ROOT, rootNotice, threadNotice } from '../texts/notices.ts'
import { deleteBranches } from './delete-branches.ts'
import { tell, type Told } from './tell.ts'

const END = 'end'

/** Says how it ended, and leaves no branch behind that nobody needs. */
export const conclude: Step = async (run) => {
  const told = await tellEnd(run)
  await deleteBranches(run)
  return { type: 'concluded', ...told }
}

/** In the thread, and in the first message itself. What healed before anybody was told stays untold. */
async function tellEnd({ state, ports, signal }: Run): Promise<Told> {
  const { notifier } = ports
  const known = state.messages[ROOT]
  if (notifier === undefined || (known === undefined && state.outcome?.kind === 'healed-by-itself')) return { messages: {} }
  return await tell(signal, async (messages) => {
    const root = known ?? (await notifier.post(rootNotice(state), signal))
    messages[ROOT] = root
    if (known === undefined) return
    await notifier.update(root, rootNotice(state), signal)
    messages[END] = await notifier.post(threadNotice(state, END, root), signal)
  })
}
