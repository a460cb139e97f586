import { reportChange } from '@aks-copilot/cluster'
import { observationOf } from '../evidence/observation.ts'
import { usersOfName } from '../evidence/users.ts'
import { asPlain, quoted } from '../evidence/quote.ts'
import { nameIndex, nearestNames } from '../intent/name-index.ts'
import { pluralOf } from '../intent/kind-words.ts'
import type { MissingName } from '../intent/resolve-names.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { changeLine, incidentBlocks } from './incident-text.ts'
import { writeStatus } from './status.ts'
import { listed, nameOf } from './wording.ts'

/** Says which names do not exist, whether that is certain, what is nearest, and what is known of them all the same. */
export function writeMissing(material: Material): Draft {
  const { reading } = material
  if (reading.missing.length === 0) return missingNamespace(material)
  const told = missingNames(material)
  if (reading.objects.length > 0 || !reading.missing.every(({ isNoun }) => isNoun)) return told
  // Plain words are often no names at all: how things stand is told, too.
  const all = writeStatus({ ...material, reading: { ...reading, objects: [], missing: [] } })
  return draft(`${told.headline} ${all.headline}`, [...told.body, ...all.body], { incidents: all.incidents, skipped: all.skipped })
}

function missingNames(material: Material): Draft {
  const { reading } = material
  const parts = reading.missing.slice(0, 3).map((name) => partOf(name, material))
  const incidents = material.incidents.filter(({ cause }) => reading.missing.some(({ name }) => cause.message.includes(`\`${name}\``)))
  return draft(
    parts.map(({ sentence }) => sentence).join(' '),
    [...parts.flatMap(({ blocks }) => blocks), ...incidents.slice(0, 2).flatMap((incident) => incidentBlocks(incident, material))],
    { incidents },
  )
}

function missingNamespace({ reading: { missingNamespace: name = '' }, state }: Material): Draft {
  const known = [...nameIndex(state).namespaces].toSorted()
  return draft(`There is no namespace ${asPlain(name)}.`, [`Namespaces that exist: ${listed(known, 20)}.`])
}

function partOf(missing: MissingName, material: Material): { readonly sentence: string; readonly blocks: readonly string[] } {
  const { state, cite } = material
  const { name, kinds, namespace } = missing
  const what = `${kinds.length === 1 ? `${kinds[0] ?? ''} ` : ''}${asPlain(name)}`
  const near = nearestNames(missing, nameIndex(state))
  const users = usersOfName(name, namespace, state)
    .filter(({ edge }) => edge.kind !== 'namespace' && (kinds.length === 0 || kinds.includes(edge.to.kind)))
    .map(({ user, edge }) => ({ object: user, to: edge.to }))
  const past = state.snapshot.changes.filter(({ object }) => object.name === name).toSorted((left, right) => right.at - left.at)
  return {
    sentence: `${absence(what, missing, material)}${namespace === undefined ? '' : ` in namespace ${namespace}`}${near.length === 0 ? '.' : `; the nearest ${near.length === 1 ? 'name is' : 'names are'} ${listed(near)}.`}`,
    blocks: [
      users.length === 0
        ? ''
        : `It is referred to by:\n${bullets(
            users.map(
              ({ object, to }) =>
                `${nameOf(object)} refers to ${to.kind} ${quoted(to.name)} ${cite.object(object, `${nameOf(object)} refers to ${to.kind} ${to.name}`)}`,
            ),
            8,
          )}`,
      past.length === 0
        ? ''
        : `What is known of it:\n${bullets(
            past.map((change) => changeLine(reportChange(change), material)),
            5,
          )}`,
    ],
  }
}

/** Absent, not permitted and not looked at are three different things. */
function absence(what: string, { kinds, namespace }: MissingName, { state }: Material): string {
  const unsure = (kinds.length === 0 ? LOOKED_AT : kinds)
    .map((kind) => observationOf(kind, namespace, state))
    .find(({ observation }) => observation === 'not-permitted' || observation === 'not-observed')
  if (unsure === undefined) return `There is no ${what.includes(' ') ? what : `object named ${what}`}`
  return unsure.observation === 'not-permitted'
    ? `${what} is not among what may be read (${pluralOf(unsure.kind)} are not permitted), so it may or may not exist`
    : `${what} was not found, and ${pluralOf(unsure.kind)} were not looked at`
}

const LOOKED_AT = ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod', 'Service']

/** Whether nothing but missing names is asked about. */
export function isAllMissing({ reading }: Material): boolean {
  return reading.objects.length === 0 && (reading.missing.length > 0 || reading.missingNamespace !== undefined)
}
