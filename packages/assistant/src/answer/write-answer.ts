import type { Intent } from '@aks-copilot/contracts'
import { pluralOf } from '../intent/kind-words.ts'
import { objectKey } from '@aks-copilot/cluster'
import { kin } from '../evidence/concerning.ts'
import { clock, listed } from './wording.ts'
import { writeComparison } from './compare.ts'
import { writeEvents } from './events.ts'
import { writeFacts } from './facts.ts'
import { writeExplain } from './explain.ts'
import { writeForecast } from './forecast.ts'
import { writeFix } from './how-to-fix.ts'
import { writeLogs } from './logs.ts'
import { writeResources } from './resources.ts'
import { writeUses } from './who-uses.ts'
import type { Draft, Material, Writer } from './draft.ts'
import { writeHelp, writeOutOfScope } from './help.ts'
import { writeListing } from './listing.ts'
import { isAllMissing, writeMissing } from './missing-names.ts'
import { writeStatus } from './status.ts'
import { writeChanges } from './what-changed.ts'
import { writeWhy } from './why-broken.ts'

const WRITERS: Readonly<Record<Intent, Writer>> = {
  status: writeStatus,
  'why-broken': writeWhy,
  'what-changed': writeChanges,
  listing: writeListing,
  logs: writeLogs,
  events: writeEvents,
  resources: writeResources,
  compare: writeComparison,
  explain: writeExplain,
  'how-to-fix': writeFix,
  'who-uses': writeUses,
  forecast: writeForecast,
  help: writeHelp,
  'out-of-scope': writeOutOfScope,
}

const WITHOUT_NAMES: ReadonlySet<Intent> = new Set(['help', 'out-of-scope', 'explain'])

/** The complete answer of a question, without any model. */
export function writeAnswer(all: Material): Draft {
  const material = withoutExcluded(all)
  const { reading } = material
  if (isAllMissing(material) && !WITHOUT_NAMES.has(reading.intent)) return writeMissing(material)
  const written = withAmounts(writeFacts(material) ?? WRITERS[reading.intent](material), material)
  return { ...written, body: [...written.body, ...othersNote(material), ...missingNotes(material), ...windowNotes(material)] }
}

/** What a question leaves out, it does not want to hear of. */
function withoutExcluded(material: Material): Material {
  const { reading, state, incidents } = material
  if (reading.excluded.length === 0) return material
  const out = new Set(reading.excluded.flatMap((object) => [...kin(object, state)]))
  return { ...material, incidents: incidents.filter(({ cause }) => !out.has(objectKey(cause.object))) }
}

/** "what class does db want, and which are there?": beside what is said of the one, all that there are. */
function othersNote({ reading: { objects, kinds, rest }, state }: Material): readonly string[] {
  if (objects.length === 0 || !/\b(?:which|what)(?: ones?)? (?:are there|exist|do we have|are available)\b/.test(rest)) return []
  return kinds.flatMap((kind) => {
    const all = state.list(kind)
    return all.length === 0
      ? []
      : [
          `${pluralOf(kind)} that there are: ${listed(
            all.map(({ name }) => name),
            20,
          )}.`,
        ]
  })
}

/** Names beside those that exist. */
function missingNotes(material: Material): readonly string[] {
  const { reading } = material
  if (reading.missing.length === 0 || WITHOUT_NAMES.has(reading.intent)) return []
  return [writeMissing(material).headline]
}

/** A time that lies before everything that is known. */
function windowNotes({ reading: { span, intent }, state, now }: Material): readonly string[] {
  const { from } = state.snapshot.window
  if (span?.to === undefined || span.to >= from || WITHOUT_NAMES.has(intent)) return []
  return [`What was asked about lies outside the window: nothing is known of before ${clock(from, now)} UTC.`]
}

/** Who compares memory or cpu wants the amounts, too. */
function withAmounts(written: Draft, material: Material): Draft {
  const { intent, rest, objects } = material.reading
  if (intent !== 'compare' || objects.length < 2 || !/\b(?:memory|ram|cpu|storage|disk|limits?|requests?|usage|resources?)\b/.test(rest))
    return written
  return { ...written, body: [...written.body, ...writeResources(material).body] }
}
