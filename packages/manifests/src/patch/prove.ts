import type { Gate } from '@aks-copilot/contracts'
import type { Schemas } from '@aks-copilot/kubernetes'
import type { Finding, Inspector } from '../inspect/inspect.ts'
import type { Bundle } from '../source/bundle.ts'
import { splitDocuments } from '../source/split-documents.ts'
import { fileText, type ManifestFile, type ManifestObject } from '../source/manifest.ts'
import { think, type Thought, type ThinkOptions } from '../think/think.ts'
import { gate } from './certify.ts'
import { countFindings, findingKey, newFindings, objectKey, placeKey, type Renames } from './compare-findings.ts'
import type { Draft, Outcome, Workshop } from './draft.ts'
import type { WrittenDocument } from './writer.ts'

/** The verdict on each fix of a draft, and whether the fix itself is to blame where it did not pass. */
export interface Verdict {
  readonly outcome: Outcome
  /** Its own gates failed, or something new fires on an object that it touches. */
  readonly blamed: boolean
}

const NONE: Renames = new Map()

/** All eight gates for each fix of a draft, with the fixes in place together. */
export function prove(draft: Draft, workshop: Workshop, options: ThinkOptions): Verdict[] {
  const { before, inspector } = workshop
  const renames = draft.renames
  const after = inspector.inspect(draft.bundle)
  const fresh = newFindings(before, after, renames)
  const freshOn = new Set(fresh.map(({ object }) => objectKey(object)))
  const bundleGates = new BundleGates(draft, workshop, after, renames, options)
  const broken = brokenDocuments(draft.bundle)
  return draft.accepted.map((accepted) => {
    const { thought } = accepted
    const gates = [...accepted.gates, ...textGates(thought, draft, inspector.options.schemas, broken), ...bundleGates.of(thought)]
    const blamed = gates.some(({ pass }) => !pass) || touched(thought, draft).some((object) => freshOn.has(objectKey(object)))
    return { outcome: verdict(thought, [...gates, nothingNew(fresh[0], draft.bundle)]), blamed }
  })
}

function nothingNew(first: Finding | undefined, bundle: Bundle): Gate {
  return gate(
    'nothing-new',
    first === undefined,
    first === undefined
      ? `${bundle.objects.length} objects inspected again: no new error or warning`
      : `${first.rule.id} on ${first.object.kind} ${first.object.name}: ${first.found.message}`,
  )
}

/** Gates 2 and 8: what fires after, where the fix was meant to end it. */
class BundleGates {
  readonly #had: ReadonlyMap<string, number>
  readonly #has: ReadonlyMap<string, number>
  readonly #mended: ReadonlyMap<string, number>
  readonly #still: ReadonlySet<string>
  readonly #proposedAgain: ReadonlySet<string>
  readonly #renames: Renames

  constructor(draft: Draft, { before, inspector }: Workshop, after: readonly Finding[], renames: Renames, options: ThinkOptions) {
    this.#renames = renames
    this.#had = countFindings(before, renames)
    this.#has = countFindings(after, NONE)
    this.#mended = countFindings(
      draft.accepted.map(({ thought }) => thought.finding),
      renames,
    )
    const concerned = after.filter((finding) => this.#mended.has(findingKey(finding, NONE)))
    this.#still = new Set(concerned.map((finding) => saying(finding, NONE)))
    const places = new Set(draft.accepted.map(({ thought }) => placeKey(thought.finding, renames)))
    this.#proposedAgain = again(
      concerned.filter((finding) => places.has(placeKey(finding, NONE))),
      draft.bundle,
      inspector,
      options,
    )
  }

  of({ finding }: Thought): Gate[] {
    const key = findingKey(finding, this.#renames)
    const fewer = (this.#has.get(key) ?? 0) <= (this.#had.get(key) ?? 0) - (this.#mended.get(key) ?? 1)
    const gone = fewer && !this.#still.has(saying(finding, this.#renames))
    const silent = !this.#proposedAgain.has(placeKey(finding, this.#renames))
    return [
      gate('violation-gone', gone, gone ? `${finding.rule.id} no longer fires here` : `${finding.rule.id} still fires here`),
      gate('second-run-silent', silent, silent ? 'a second run proposes nothing here' : 'a second run would propose a change here again'),
    ]
  }
}

function again(findings: readonly Finding[], bundle: Bundle, inspector: Inspector, options: ThinkOptions): Set<string> {
  return new Set(
    think(findings, bundle, inspector, options)
      .filter(({ wanted, changes }) => wanted && changes.length > 0)
      .map(({ finding }) => placeKey(finding, NONE)),
  )
}

function saying(finding: Finding, renames: Renames): string {
  return `${placeKey(finding, renames)}\n${finding.found.message}`
}

/** Gates 4, 6 and 7 over all documents that the fix touches. */
function textGates(thought: Thought, draft: Draft, schemas: Schemas, broken: ReadonlySet<number>): Gate[] {
  const ids = [...new Set(thought.changes.map(({ object }) => object.documentId))]
  const written = ids.map((id) => draft.written.get(id)).filter((one): one is WrittenDocument => one !== undefined)
  if (written.length < ids.length) return [gate('text-equals-object', false, 'a document of this fix was not written')]
  const cut = ids.find((id) => broken.has(id))
  const gates = written.flatMap((one) => one.gates)
  const [text, bytes] = [
    gates.filter((one) => one.gate === 'text-equals-object'),
    gates.filter((one) => one.gate === 'other-bytes-unchanged'),
  ]
  return [
    schemaGate(thought, written, draft, schemas),
    cut === undefined
      ? worst(text)
      : gate('text-equals-object', false, 'in its file, the new text would run together with another document'),
    worst(bytes),
  ]
}

function schemaGate(thought: Thought, written: readonly WrittenDocument[], draft: Draft, schemas: Schemas): Gate {
  const fresh = written.flatMap((one) => one.fresh)
  const makesObjects = thought.changes.some(({ does }) => does !== 'edit')
  const own = fresh.length === 0 ? [] : touched(thought, draft)
  const first = fresh.find(({ object }) => makesObjects || own.includes(object))
  return gate('schema-valid', first === undefined, first?.text ?? `no new schema problem against Kubernetes ${schemas.version}`)
}

function worst(gates: readonly Gate[]): Gate {
  return gates.find(({ pass }) => !pass) ?? gates[0] ?? gate('text-equals-object', false, 'nothing was written')
}

/** The objects that a fix edits, as they are after; and those that now stand in documents to which it adds, or from which it removes. */
function touched(thought: Thought, draft: Draft): ManifestObject[] {
  return thought.changes.flatMap(({ does, object }) => {
    if (does !== 'edit') return draft.written.get(object.documentId)?.rewritten.after.flatMap((document) => document.objects) ?? []
    const after = draft.objectAfter(object)
    return after === undefined ? [] : [after]
  })
}

/** Documents that a reader of the whole file would cut elsewhere. Comments alone may join the document that follows. */
export function brokenDocuments({ files }: Bundle): Set<number> {
  const broken = new Set<number>()
  for (const file of files) if (file.origin === 'file' || file.origin === 'stdin') checkCuts(file, broken)
  return broken
}

const checked = new WeakSet<ManifestFile>()

function checkCuts(file: ManifestFile, broken: Set<number>): void {
  if (checked.has(file)) return
  const cuts = cutsOf(fileText(file))
  let [start, next, fine] = [0, 0, true]
  for (const { id, text, value } of file.documents) {
    const end = start + text.length
    while ((cuts[next] ?? Infinity) <= start) next += 1
    const cut = cuts[next] ?? Infinity
    if (cut < end || (value !== null && cut > end)) {
      broken.add(id)
      fine = false
    }
    while ((cuts[next] ?? Infinity) < end) next += 1
    start = end
  }
  if (fine) checked.add(file)
}

function cutsOf(text: string): number[] {
  let end = 0
  return splitDocuments(text).map((slice) => (end += slice.length))
}

const ORDER = [
  'operations-applied',
  'violation-gone',
  'nothing-new',
  'schema-valid',
  'declared-paths-only',
  'bounded',
  'no-weaker-security',
  'values-known',
  'answer-proven',
  'text-equals-object',
  'other-bytes-unchanged',
  'second-run-silent',
]

function verdict(thought: Thought, all: readonly Gate[]): Outcome {
  const gates = all.toSorted((left, right) => ORDER.indexOf(left.gate) - ORDER.indexOf(right.gate))
  const failed = gates.find((one) => !one.pass)
  return failed === undefined ? { thought, status: 'applied', gates } : { thought, status: 'refused', gates, reason: failed.detail }
}
