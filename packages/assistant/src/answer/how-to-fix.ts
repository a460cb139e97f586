import { incidentsOf } from '../evidence/concerning.ts'
import { asPlain } from '../evidence/quote.ts'
import { draft, type Draft, type Material } from './draft.ts'
import { causeBlock, stepsBlock } from './incident-text.ts'
import { articlesBlock } from './explain.ts'
import { nameOf } from './wording.ts'
import { writeWhy } from './why-broken.ts'

const MOST = 4

/** What to do: the steps of the incidents first, then their causes, then what the knowledge base has about it. */
export function writeFix(material: Material): Draft {
  const { reading, incidents, state } = material
  const concerned =
    reading.objects.length === 0 ? incidents : [...new Set(reading.objects.flatMap((object) => incidentsOf(object, incidents, state)))]
  const open = concerned.filter((incident) => incident.state === 'open')
  const [first] = open
  if (first === undefined) return writeWhy(material)
  const [step] = first.nextSteps
  const todo = step === undefined ? 'no step is known' : asPlain(step.text).replace(/ \([A-Z]\w+ [^)]*\)$/, '')
  const headline = `${nameOf(first.cause.object)}: ${todo}${/[.!?]$/.test(todo) ? '' : '.'}`
  const blocks = open
    .slice(0, MOST)
    .flatMap((incident, index) => [
      ...(open.length > 1 ? [`### ${index + 1}. ${nameOf(incident.cause.object)}`] : []),
      stepsBlock(incident),
      causeBlock(incident, material),
    ])
  const also = open.length > MOST ? `${open.length - MOST} more problems are not shown: ask for them by name.` : undefined
  return draft(headline, [...blocks, also, articlesBlock(first, material)], { incidents: open })
}
