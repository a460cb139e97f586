import type { RunInView } from '../loop/run.ts'
import type { RenderedManifests, SourceOfManifests } from '../ports.ts'
import type { ProposalContext } from '../propose/proposer.ts'
import { repairKey } from '../propose/repair-key.ts'
import { noteOf, openLook } from '../tools/open-look.ts'
import { readSourceFiles } from '../trace/read-source-files.ts'
import type { Sources } from './prove.ts'
import type { ApplicationReading } from './watch-application.ts'

/** What changes are thought of and proven upon. */
export interface Ground {
  /** The commit at the tip of the deployed branch. */
  readonly base: string
  readonly context: ProposalContext
  readonly sources: Sources
}

/** The repository as it is now, beside one reading of the cluster; `refused`: why nothing can be thought of upon it. */
export async function groundOf(run: RunInView, reading: ApplicationReading): Promise<Ground | { readonly refused: string }> {
  const { ports, state, signal } = run
  const [source, ...others] = reading.application.sources
  if (source === undefined || others.length > 0) return { refused: 'The application has several sources; only one is supported.' }
  const base = await ports.git.head(state.source.branch, signal)
  if (base === undefined) return { refused: `The branch ${state.source.branch} is not there.` }
  const files = await readSourceFiles(ports.git, base, source, signal)
  const present = await ports.renderer.render(source, files, signal)
  return { base, context: await contextOf(run, reading, source, present), sources: { source, files, present, refusals: [] } }
}

async function contextOf(
  run: RunInView,
  { application, cluster, look }: ApplicationReading,
  source: SourceOfManifests,
  present: RenderedManifests,
): Promise<ProposalContext> {
  const { state, policy, signal } = run
  return {
    application,
    incidents: look.incidents,
    state: cluster,
    policy,
    manifests: present.ok ? present.objects : [],
    healthyManifests: await healthyManifests(run, source),
    healthyRevision: state.healthyRevision,
    tried: new Set(state.attempts.filter(({ outcome }) => outcome === 'not-healthy').flatMap(({ changes }) => changes.map(repairKey))),
    signal,
    live: openLook(run, application, cluster),
    note: noteOf(run),
  }
}

async function healthyManifests(
  { ports, state, signal }: RunInView,
  source: SourceOfManifests,
): Promise<ProposalContext['healthyManifests']> {
  if (state.healthyRevision === undefined) return undefined
  const files = await readSourceFiles(ports.git, state.healthyRevision, source, signal)
  const rendered = await ports.renderer.render(source, files, signal)
  return rendered.ok ? rendered.objects : undefined
}
