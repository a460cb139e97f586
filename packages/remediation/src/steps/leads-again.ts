import { CopilotError, type RepairLead } from '@aks-copilot/contracts'
import type { RunInView } from '../loop/run.ts'
import { groundOf } from './ground.ts'
import { provenLeads } from './proven-leads.ts'
import { readApplication } from './watch-application.ts'

/** What people could look at, found once more; none where it cannot be: a person is needed whether or not they know where to begin. */
export async function leadsAgain(run: RunInView): Promise<RepairLead[]> {
  if (run.state.approved !== undefined) return []
  try {
    const reading = await readApplication(run)
    const ground = await groundOf(run, reading)
    if ('refused' in ground) return []
    return await provenLeads(run, reading.look.incidents, ground.context, ground.sources)
  } catch (error) {
    if (run.signal.aborted || !(error instanceof CopilotError)) throw error
    return []
  }
}
