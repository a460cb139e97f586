import { openKnowledge } from '@aks-copilot/knowledge'
import { describe, expect, test } from 'vitest'
import { findInventions } from '../evals/questions/harness/find-inventions.ts'
import { knownFacts } from '../evals/questions/harness/known-facts.ts'
import { openView } from '../evals/questions/harness/open-view.ts'
import { runAll } from '../evals/questions/harness/run-all.ts'
import { missText, scoreQuestions } from '../evals/questions/harness/score-questions.ts'

const all = await runAll()

describe('questions of operators, without a model', () => {
  test('are many, and of each intent', () => {
    expect(all.length).toBeGreaterThanOrEqual(160)
    expect(new Set(all.flatMap(({ asked }) => asked.question.intent)).size).toBe(14)
  })

  test('the score is over its bar', () => {
    const wrong = all.filter(({ misses, invented }) => misses.length + invented.length > 0)
    // Times are of this machine and whatever else runs on it: `npm run evals:questions` holds them to their bar.
    const { right, invented } = scoreQuestions(all)
    expect(right / all.length, wrong.map(missText).join('\n')).toBeGreaterThanOrEqual(0.95)
    expect(invented, wrong.map(missText).join('\n')).toBe(0)
  })

  test('an answer takes milliseconds', () => {
    expect(scoreQuestions(all).p50).toBeLessThan(50)
  })
})

describe('inventions', () => {
  const real = all.find(({ asked }) => asked.question.ask === 'why is web failing?')
  test.each([
    ['a pod', 'Pod `web-7f9c4-x2abc` fails.'],
    ['a pod out of code', 'The pod db-77c9d-q1w2e fails.'],
    ['a Service', 'Service `payments` is not reachable.'],
    ['an image', 'It runs shop.azurecr.io/db:9.9.'],
    ['an address', 'It calls 10.9.8.7 in vain.'],
    ['a count', 'It restarted 4711 times.'],
    ['a size', 'Its limit is 77 MiB.'],
    ['a share', 'It uses 93.7 % of it.'],
    ['a time', 'It began at 03:33 UTC.'],
    ['a span', 'It began 17 h ago.'],
    ['a command that writes', '`kubectl delete pod db-584d97dd4b-hztjq -n ev-cascade-of-three`'],
    ['a command on what is not there', '`kubectl logs payments-0 -n ev-cascade-of-three`'],
    ['a command with another behind it', '`kubectl get pods -n ev-cascade-of-three; rm -rf /`'],
    ['a link', 'See https://evil.example/fix for more.'],
  ])('%s is noticed', async (_, sentence) => {
    if (real === undefined) throw new Error('the question is not among them')
    const { question, answer } = real.asked
    const knowledge = await openKnowledge()
    const facts = knownFacts(answer, question.ask, openView(question.cluster), knowledge)
    knowledge.close()
    expect(findInventions(`${answer.headline}\n${answer.answer}`, facts)).toEqual([])
    expect(findInventions(sentence, facts)).not.toEqual([])
  })
})
