import { keptIncidents } from '../observe/look-at-application.ts'
import type { RepairEvent } from '../loop/repair-event.ts'
import type { Step } from '../loop/run.ts'
import { type ApplicationReading, readApplication, Settling } from './watch-application.ts'

const PAUSE = 3000

/** Looks until it is sure: broken for a while, or well for a while. What heals by itself within that time is left alone. */
export const observe: Step = async (run) => {
  const { ports, policy, signal } = run
  const settling = new Settling()
  const settle = policy.settleSeconds * 1000
  const patience = ports.clock.now() + policy.healthyMinutes * 60_000
  await ports.deployer.refresh(run.state.application.name, signal)
  for (;;) {
    const reading = await readApplication(run)
    const { verdict, text } = reading.look
    const held = settling.see(verdict, ports.clock.now())
    if (verdict === 'healthy' && held >= settle) return { type: 'healthy', text: `${run.state.application.name} is healthy: ${text}` }
    if (verdict === 'broken' && held >= settle) return broken(reading)
    if (verdict === 'progressing' && ports.clock.now() > patience)
      return reading.look.incidents.length > 0
        ? broken(reading)
        : { type: 'unclear', why: `No verdict in ${policy.healthyMinutes} minutes: ${text}` }
    if (run.mustRenew()) return { type: 'still', text }
    await ports.clock.sleep(PAUSE, signal)
    signal.throwIfAborted()
  }
}

function broken({ application, look }: ApplicationReading): RepairEvent {
  const { revision, history } = application
  // A sync that failed leaves the earlier revision as the newest of the history: then that one is what was well.
  const earlier = history.find((entry) => entry.revision !== revision)
  if (look.incidents.length === 0) return { type: 'unclear', why: look.text }
  return { type: 'broken', revision, healthyRevision: earlier?.revision, incidents: keptIncidents(look.incidents) }
}
