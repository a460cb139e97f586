import { openKnowledge } from '@aks-copilot/knowledge'
import { askQuestion } from './ask-question.ts'
import { findInventions } from './find-inventions.ts'
import { judgeAnswer } from './judge-answer.ts'
import { knownFacts } from './known-facts.ts'
import { openView } from './open-view.ts'
import { type AskedQuestion, readQuestions } from './read-questions.ts'
import type { Scored } from './score-questions.ts'

/** Asks every question without a model, and judges the answers. */
export async function runAll(questions: readonly AskedQuestion[] = readQuestions(), tell?: (scored: Scored) => void): Promise<Scored[]> {
  const knowledge = await openKnowledge()
  const all: Scored[] = []
  try {
    // What a process does once is not the time of an answer.
    for (const cluster of new Set(questions.map((one) => one.cluster))) {
      const view = openView(cluster)
      view.incidents()
      view.outlook()
    }
    const first = questions[0]
    if (first !== undefined) await askQuestion(first, { view: openView(first.cluster), knowledge })
    for (const question of questions) {
      const view = openView(question.cluster)
      const asked = await askQuestion(question, { view, knowledge })
      const { answer } = asked
      const facts = knownFacts(answer, [question.ask, ...question.before].join(' '), view, knowledge)
      const scored = {
        asked,
        misses: judgeAnswer(asked, view),
        invented: findInventions(`${answer.headline}\n${answer.answer}`, facts),
      }
      all.push(scored)
      tell?.(scored)
    }
  } finally {
    knowledge.close()
  }
  return all
}
