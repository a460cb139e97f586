import type { ClusterView } from '@aks-copilot/cluster'
import type { Answer } from '@aks-copilot/contracts'
import type { Knowledge } from '@aks-copilot/knowledge'
import { type Answering, answerQuestion } from '../answer-question.ts'
import type { Question } from '../question.ts'

/** A knowledge base without articles. */
export const NO_ARTICLES: Knowledge = {
  lexical: () => [],
  search: async () => await Promise.resolve([]),
  article: () => undefined,
  list: () => [],
  status: () => ({
    articles: 0,
    runbooks: undefined,
    vectors: 'off',
    index: { name: 'none', state: 'ready' },
    message: undefined,
    leaves: 'Nothing leaves the machine.',
  }),
  close: () => undefined,
}

/** The whole answer of a question. */
export async function ask(text: string, view: ClusterView, more: Partial<Question & Answering> = {}): Promise<Answer> {
  const { knowledge = NO_ARTICLES, model, ...question } = more
  for await (const event of answerQuestion({ text, runId: 'test', ...question }, { view, knowledge, model }))
    if (event.type === 'answer-end') return event.answer
  throw new Error('no answer came')
}
