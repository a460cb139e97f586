/** Asks the assistant what operators ask, and holds its answers against what is true of recorded clusters: see README.md. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openKnowledge } from '@aks-copilot/knowledge'
import { openModel } from '@aks-copilot/models'
import type { ProseJudgement } from './questions/harness/judge-prose.ts'
import { type AskedQuestion, readQuestions } from './questions/harness/read-questions.ts'
import { runAll } from './questions/harness/run-all.ts'
import { runWithModel, sampleOf, scoreProse } from './questions/harness/run-with-model.ts'
import { missText, scoreQuestions } from './questions/harness/score-questions.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    show: { type: 'boolean', default: false },
    model: { type: 'string' },
    provider: { type: 'string' },
    file: { type: 'string' },
    library: { type: 'string' },
    endpoint: { type: 'string' },
    sample: { type: 'string' },
    minutes: { type: 'string' },
    json: { type: 'string' },
  },
})

const questions = readQuestions().filter(
  ({ file, ask }) => positionals.length === 0 || positionals.some((part) => `${file} ${ask}`.includes(part)),
)
const { passed, line } = values.model === undefined ? await withoutModel(questions) : await withModel(questions, values.model)
console.log(`\n${line}`)
process.exitCode = passed ? 0 : 1

async function withoutModel(some: readonly AskedQuestion[]): Promise<{ passed: boolean; line: string }> {
  const all = await runAll(some, (scored) => {
    const { question, answer } = scored.asked
    if (scored.misses.length + scored.invented.length > 0) console.log(missText(scored))
    if (values.show) console.log(`  ${question.ask}\n${answer.headline}\n${answer.answer}\n`)
  })
  return scoreQuestions(all)
}

async function withModel(some: readonly AskedQuestion[], name: string): Promise<{ passed: boolean; line: string }> {
  const { provider = values.file === undefined ? 'foundry-local' : 'embedded', file, library, endpoint } = values
  const model = await openModel({ provider, name, file, library, endpoint })
  if (model === undefined) throw new Error('`--model none` is the run without --model')
  const knowledge = await openKnowledge()
  const signal = values.minutes === undefined ? new AbortController().signal : AbortSignal.timeout(Number(values.minutes) * 60_000)
  try {
    const sample = sampleOf(some, values.sample === undefined ? some.length : Number(values.sample))
    const all = await runWithModel(sample, model, knowledge, tell, signal)
    if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(all.map(written), undefined, 1))
    return scoreProse(all, name)
  } finally {
    knowledge.close()
    await model.close()
  }
}

function tell(judgement: ProseJudgement): void {
  const { asked, isEmpty, saysCause, contradictions, invented, kept, dropped, factsSame } = judgement
  const wrong = [
    ...(factsSame ? [] : ['the facts differ']),
    ...contradictions.map((text) => `contradicts: ${text}`),
    ...invented.map((text) => `invented: ${text}`),
  ]
  console.log(
    `${wrong.length === 0 ? '✓' : '✗'} ${asked.question.ask}: ${kept} kept, ${dropped} dropped${isEmpty || saysCause ? '' : ', without the cause'}`,
  )
  for (const text of wrong) console.log(`    ${text}`)
  if (values.show) console.log(`    ${asked.answer.prose ?? '(no prose)'}`)
}

function written({ asked, ...judgement }: ProseJudgement): object {
  const { headline, prose, dropped, timings, model, skipped } = asked.answer
  return { ask: asked.question.ask, headline, prose, droppedSentences: dropped, timings, model, skipped, ...judgement }
}
