import { type ClusterView, queryObjects } from '@aks-copilot/cluster'
import { type Answer, answerSchema } from '@aks-copilot/contracts'
import type { Asked } from './ask-question.ts'

/** What is wrong with an answer; empty: it is right. */
export function judgeAnswer({ question, answer }: Asked, view: ClusterView): string[] {
  const text = `${answer.headline}\n${answer.answer}`
  const malformed = answerSchema.safeParse(answer)
  return [
    ...(malformed.success ? [] : [`not of the promised shape: ${malformed.error.issues[0]?.message ?? ''}`]),
    ...(question.intent.includes(answer.intent) ? [] : [`intent ${answer.intent} in place of ${question.intent.join(' or ')}`]),
    ...question.says.filter((fact) => !fact.test(text)).map((fact) => `does not say /${fact.source}/`),
    ...question.never.filter((word) => word.test(text)).map((word) => `says /${word.source}/`),
    ...uncited(answer),
    ...unknownObjects(answer, view),
  ]
}

/** Citations in the text that nothing stands behind, and claims about the cluster without any. */
function uncited({ headline, answer, citations }: Answer): string[] {
  const ids = new Set(citations.map(({ id }) => id))
  const told = [...`${headline} ${answer}`.matchAll(/\[(E\d+)\]/g)].map(([, id = '']) => id)
  return [...new Set(told)].filter((id) => !ids.has(id)).map((id) => `cites ${id}, which is not there`)
}

/** Objects that a question was understood to be about must exist, now or within the window. */
function unknownObjects({ understood }: Answer, view: ClusterView): string[] {
  return understood.objects
    .filter(({ kind, namespace, name }) => {
      const { items } = queryObjects(view.store, { kind, name, ...(namespace === undefined ? {} : { namespace }) })
      return items.length === 0 && !view.store.snapshot().changes.some(({ object }) => object.kind === kind && object.name === name)
    })
    .map(({ kind, name }) => `was understood to be about ${kind} ${name}, which is not there`)
}
