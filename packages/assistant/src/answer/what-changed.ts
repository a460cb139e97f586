import { type Change, type LiveObject, objectKey, reportChange } from '@aks-copilot/cluster'
import { incidentsOf, kin } from '../evidence/concerning.ts'
import { podReferences } from '@aks-copilot/cluster'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { changeLine } from './incident-text.ts'
import { clock, clockAgo, count, listed, nameOf } from './wording.ts'

const MOST = 15
const QUIET: ReadonlySet<string> = new Set(['EndpointSlice', 'APIService', 'Lease'])

/** What was changed: of the objects that are named and what they are made of, of a namespace, or of all. */
export function writeChanges(material: Material): Draft {
  const { reading, state, incidents, now } = material
  const { from, to } = spanOf(material)
  const concerned = new Set(reading.objects.flatMap((object) => [...madeOf(object, material)]))
  const changes = state.snapshot.changes
    .filter((change) => change.at >= from && change.at <= to && isWanted(change, concerned, material))
    .toSorted((left, right) => right.at - left.at)
  const what =
    reading.objects.length === 0
      ? reading.namespace === undefined
        ? 'the cluster'
        : `namespace ${reading.namespace}`
      : listed(reading.objects.map(nameOf), 3)
  const when = `between ${clock(from, now)} and ${clock(to, now)} UTC`
  const [newest] = changes
  if (newest === undefined) return draft(`Nothing changed of ${what} ${when}.`, [limitNote(material)])
  const suspects = reading.objects.length === 0 ? incidents : reading.objects.flatMap((object) => incidentsOf(object, incidents, state))
  const lines = changes.map((change) => changeLine(reportChange(change), material))
  const report = reportChange(newest)
  return draft(
    `${count(changes.length, 'change')} of ${what} ${when}; the newest at ${clock(newest.at, now)} UTC: ${nameOf(newest.object)}: ${report.text.replaceAll('`', '')}.`,
    [bullets(lines, MOST), suspectBlock([...new Set(suspects)], material), limitNote(material)],
    { incidents: [...new Set(suspects)].filter(({ suspectChanges }) => suspectChanges.length > 0) },
  )
}

function spanOf({ reading: { span }, state, now }: Material): { readonly from: number; readonly to: number } {
  const { window } = state.snapshot
  return { from: span?.from ?? window.from, to: Math.min(span?.to ?? now, now) }
}

function isWanted(
  change: Change,
  concerned: ReadonlySet<string>,
  { reading: { objects, kinds: all, namespace, rest } }: Material,
): boolean {
  const kinds = actorIn(rest) === undefined ? all : all.filter((kind) => kind !== 'Application')
  if (!isByActor(change, rest)) return false
  if (objects.length > 0) return concerned.has(objectKey(change.object))
  if (QUIET.has(change.object.kind) || (kinds.length > 0 && !kinds.includes(change.object.kind))) return false
  return (
    namespace === undefined ||
    change.object.namespace === namespace ||
    (change.object.kind === 'Namespace' && change.object.name === namespace)
  )
}

const ACTORS: readonly (readonly [asked: RegExp, by: RegExp])[] = [
  [/\bargo(?:-?cd)?\b/, /argocd/],
  [/\bflux\b/, /flux|kustomize-controller|helm-controller/],
  [/\bhelm\b/, /helm/],
  [/\b(?:kubectl|by hand|manual(?:ly)?|von hand|a la main|a mano)\b/, /kubectl/],
  [/\bterraform\b/, /terraform/i],
]

function actorIn(rest: string): RegExp | undefined {
  return ACTORS.find(([asked]) => asked.test(rest))?.[1]
}

/** "what did argo change?" leaves out what others did. */
function isByActor({ by }: Change, rest: string): boolean {
  const actor = actorIn(rest)
  return actor === undefined || actor.test(by ?? '')
}

/** An object, its kin, and the ConfigMaps, Secrets and claims that its pods read: a change of those changes it, too. */
function madeOf(object: LiveObject, { state }: Material): ReadonlySet<string> {
  const top = state.topController(object)
  return new Set([...kin(object, state), ...podReferences(top).map(({ to }) => objectKey(to))])
}

function suspectBlock(incidents: Material['incidents'], material: Material): string | undefined {
  const lines = incidents
    .filter(({ state, suspectChanges }) => state === 'open' && suspectChanges.length > 0)
    .flatMap(({ cause, since, suspectChanges }) =>
      suspectChanges
        .slice(0, 1)
        .map(
          (change) =>
            `${nameOf(cause.object)} is broken${since === undefined ? '' : ` since ${clockAgo(since, material.now)}`}; suspect: ${changeLine(change, material)}`,
        ),
    )
  return lines.length === 0 ? undefined : `Changes that problems are traced to:\n${bullets(lines, 5)}`
}

/** Where the question reaches further back than anything is known. */
function limitNote({ state, reading: { span }, now }: Material): string | undefined {
  const { window } = state.snapshot
  return span?.from !== undefined && span.from < window.from - 60_000
    ? `Nothing is known of before ${clock(window.from, now)} UTC: the window that is watched begins there.`
    : undefined
}
