import type { AnswerStart, Incident, Intent, ModelUse } from '@aks-copilot/contracts'
import type { ClusterState, ClusterView, Time } from '@aks-copilot/cluster'
import type { Knowledge } from '@aks-copilot/knowledge'
import type { Model } from '@aks-copilot/models'
import type { Draft, Material } from './answer/draft.ts'
import { passagesFor } from './answer/explain.ts'
import { suggestionsFor } from './answer/suggestions.ts'
import { writeAnswer } from './answer/write-answer.ts'
import { Citations } from './evidence/citations.ts'
import { mentionedIn } from './evidence/mentioned.ts'
import { withoutRunbooks } from './evidence/without-runbooks.ts'
import { isIn } from './evidence/concerning.ts'
import { type Reading, understand, understoodOf } from './intent/understand.ts'
import { Prose } from './tell-prose.ts'
import type { AnswerEvent, Question } from './question.ts'

/** What an answer is made from. */
export interface Answering {
  readonly view: ClusterView
  readonly knowledge: Knowledge
  readonly model?: Model | undefined
}

/** Answers a question. Faults of the model end the prose, are told in `skipped`, and never take the answer away. Throws when `signal` aborts. */
export async function* answerQuestion(question: Question, answering: Answering): AsyncGenerator<AnswerEvent> {
  const begun = performance.now()
  question.signal?.throwIfAborted()
  const material = materialFor(question, answering)
  const draft = writeAnswer(material)
  const start = startOf(question, material, draft, answering, begun)
  const model = modelFor(question, material, answering)
  const told = model?.local === true || model?.seesRunbooks === true ? { draft, material } : withoutRunbooks({ draft, material })
  yield { type: 'answer-start', answer: start, modelFollows: model !== undefined && told !== undefined }
  const prose = new Prose(begun)
  if (model !== undefined && told !== undefined) yield* prose.tell(question, told.draft, told.material, model)
  if (model !== undefined && told === undefined)
    prose.withhold(`The answer is out of a runbook of yours, which does not go to ${model.name}.`)
  if (model === undefined && isAway(question, material, answering))
    prose.withhold(
      `The model ${answering.model?.name ?? ''} is left alone for a while: it did not answer as it should. \`aks-copilot models\` says how it is.`,
    )
  question.signal?.throwIfAborted()
  yield { type: 'answer-end', answer: prose.complete(start) }
}

/** The model that shall phrase the answer, where one is there, wanted, and has something to phrase. */
function modelFor({ prose }: Question, { reading: { intent } }: Material, { model }: Answering): Model | undefined {
  return prose === false || model === undefined || !model.available || model.provider === 'none' || UNPHRASED.has(intent)
    ? undefined
    : model
}

/** The model that would phrase the answer is not to be asked now: it was not there, or failed, and is looked for in the background. */
function isAway({ prose }: Question, { reading: { intent } }: Material, { model }: Answering): boolean {
  return prose !== false && model?.available === false && !UNPHRASED.has(intent)
}

const UNPHRASED: ReadonlySet<Intent> = new Set(['help', 'out-of-scope'])

/** Reads the question, and gathers what its answer is written from. */
function materialFor(question: Question, answering: Answering): Material {
  const { text, namespace, at, conversation } = question
  const { view, knowledge } = answering
  const state = view.state(at)
  const now = state.snapshot.now
  const all = view.incidents(at)
  const reading = understand(text, { state, incidents: all, now, namespace, conversation, topics: topicsOf(knowledge) })
  const then = momentOf(reading, state)
  // "was web ok at 18:11" is answered as of then.
  if (at === undefined && then !== undefined) return materialFor({ ...question, at: then }, answering)
  const { reading: refused, incidents } = inTheWordsOf({ ...reading, intent: decidedIntent(reading, knowledge) }, all)
  const wanted = refused.objects.length > 0 ? incidents : incidents.filter((incident) => isIn(incident, refused.namespace))
  return { reading: refused, view, state, status: view.status(), incidents: wanted, knowledge, now, cite: new Citations() }
}

/** The one moment that a question about a state names, where something is known of it. */
function momentOf({ intent, span }: Reading, { snapshot: { now, window } }: ClusterState): Time | undefined {
  if (span?.moment === undefined) return undefined
  const isThen = /^(?:at|around|about|as of|um)\b/.test(span.said) && (intent === 'status' || intent === 'listing')
  const isBefore = BACK.test(span.said) && (intent === 'status' || intent === 'why-broken')
  if (!isThen && !isBefore) return undefined
  return span.moment >= window.from && span.moment < now ? span.moment : undefined
}

/** A question that names nothing and is put in the words of an incident asks about that one. */
function inTheWordsOf(
  reading: Reading,
  incidents: readonly Incident[],
): { readonly reading: Reading; readonly incidents: readonly Incident[] } {
  const { intent, weight, objects, missing, refusal, question } = reading
  const isPlain = missing.every(({ kinds, name }) => kinds.length === 0 && /^[a-z0-9/]+$/i.test(name))
  const isVague = weight === 0 || missing.length > 0 || VAGUE.has(intent)
  const told = refusal === undefined && objects.length === 0 && isPlain && isVague ? mentionedIn(question, incidents) : []
  return told.length === 0 || !(intent === 'out-of-scope' || missing.length > 0 || VAGUE.has(intent))
    ? { reading, incidents }
    : { reading: { ...reading, intent: 'why-broken', missing: [], kinds: [], missingNamespace: undefined }, incidents: told }
}

const BACK = /^(?:before|until|till|vor|avant|antes de)\b/

const VAGUE: ReadonlySet<Intent> = new Set(['resources', 'out-of-scope'])

/** What is not done is out of scope, and so is what nobody has written about; an article that fits well is an answer to what else there is none for. */
function decidedIntent(reading: Reading, knowledge: Knowledge): Intent {
  const { refusal, intent, weight, objects, missing, kinds, question } = reading
  if (refusal !== undefined) return 'out-of-scope'
  // A word that nothing is named by, in a question that asks for nothing that is known.
  if (
    weight === 0 &&
    objects.length === 0 &&
    missing.length > 0 &&
    question.includes(' ') &&
    kinds.length === 0 &&
    missing.every((one) => one.kinds.length === 0 && /^[a-z]+$/i.test(one.name))
  )
    return 'out-of-scope'
  const isNamed = objects.length > 0 || missing.length > 0
  if (intent === 'out-of-scope')
    return weight === 0 && knowledge.lexical(question, { limit: 1 }).some(({ score }) => score >= WELL) ? 'explain' : intent
  if (intent !== 'explain' || isNamed || passagesFor(reading, knowledge).length > 0) return intent
  return kinds.length > 0 ? 'listing' : 'out-of-scope'
}

const WELL = 0.5

function topicsOf(knowledge: Knowledge): ReadonlySet<string> {
  return new Set(knowledge.list(['rule', 'detector', 'error']).map(({ id }) => id.slice(id.indexOf('/') + 1).toLowerCase()))
}

function startOf(question: Question, material: Material, draft: Draft, { view, model }: Answering, begun: Time): AnswerStart {
  return {
    schemaVersion: 1,
    runId: question.runId,
    question: material.reading.question,
    intent: material.reading.intent,
    headline: draft.headline,
    answer: draft.body.join('\n\n'),
    citations: [...material.cite.list],
    incidents: draft.incidents.map(({ fingerprint }) => fingerprint),
    understood: understoodOf(material.reading, view.name),
    model: modelUse(model),
    skipped: [...material.status.skipped, ...draft.skipped],
    suggestions: [...suggestionsFor(draft, material)],
    ...(question.conversation === undefined ? {} : { conversationId: question.conversation.id }),
    timings: { retrievalMs: performance.now() - begun },
  }
}

function modelUse(model: Model | undefined): ModelUse {
  return model === undefined
    ? { name: 'none', used: false }
    : { name: model.name, provider: model.provider, used: false, local: model.local }
}
