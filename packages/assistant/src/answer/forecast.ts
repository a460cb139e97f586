import type { Outlook } from '@aks-copilot/contracts'
import { objectKey } from '@aks-copilot/cluster'
import { kin } from '../evidence/concerning.ts'
import { asMarkdown, asPlain } from '../evidence/quote.ts'
import { bullets, draft, type Draft, type Material } from './draft.ts'
import { clock, count, duration, nameOf, scopeOf } from './wording.ts'

/** What will run out, or is unusual, as the view computes it. */
export function writeForecast(material: Material): Draft {
  const { view, reading, state } = material
  const keys = new Set(reading.objects.flatMap((object) => [...kin(object, state)]))
  const all = view
    .outlook(state.snapshot.now)
    .filter(({ object }) =>
      keys.size === 0
        ? reading.namespace === undefined || object.namespace === undefined || object.namespace === reading.namespace
        : keys.has(objectKey(object)),
    )
  const [first] = all
  const where = scopeOf(reading, 'for')
  if (first === undefined) return nothingAhead(where, material)
  return draft(
    all.length === 1 ? asPlain(first.message) : `${count(all.length, 'finding')} ahead${where}; first: ${asPlain(first.message)}`,
    [
      bullets(
        all.map((outlook) => outlookLine(outlook, material)),
        10,
      ),
    ],
  )
}

/** What is measured decides what can be foreseen: a short series foresees nothing. */
function nothingAhead(where: string, { state, now }: Material): Draft {
  const first = Math.min(now, ...state.snapshot.metrics.flatMap(({ points }) => points.slice(0, 1).map(([at]) => at)))
  const basis =
    state.snapshot.metrics.length === 0 ? 'No metrics are there to foresee it by.' : `Metrics reach back ${duration(now - first)}.`
  return draft(`Nothing is seen to run out or to be unusual${where}.`, [basis])
}

function outlookLine({ object, message, at, between, evidence }: Outlook, { cite, now }: Material): string {
  const marks = evidence
    .slice(0, 3)
    .map((one) => cite.evidence(one))
    .join(' ')
  const when =
    at === undefined
      ? ''
      : ` At about ${clock(at, now)} UTC${between === undefined ? '' : `, likely between ${clock(between[0], now)} and ${clock(between[1], now)} UTC`}.`
  return `${nameOf(object)}: ${asMarkdown(message)}${when} ${marks}`.trimEnd()
}
