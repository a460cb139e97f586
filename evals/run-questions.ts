/** Asks the assistant what operators ask, and holds its answers against what is true of recorded clusters: see README.md. */
import { parseArgs } from 'node:util'
import { readQuestions } from './questions/harness/read-questions.ts'
import { runAll } from './questions/harness/run-all.ts'
import { missText, scoreQuestions } from './questions/harness/score-questions.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Prints whole answers. */
    show: { type: 'boolean', default: false },
  },
})

const questions = readQuestions().filter(
  ({ file, ask }) => positionals.length === 0 || positionals.some((part) => `${file} ${ask}`.includes(part)),
)
const all = await runAll(questions, (scored) => {
  const isRight = scored.misses.length === 0 && scored.invented.length === 0
  if (!isRight) console.log(missText(scored))
  if (values.show) console.log(`  ${scored.asked.question.ask}\n${scored.asked.answer.headline}\n${scored.asked.answer.answer}\n`)
})
const { passed, line } = scoreQuestions(all)
console.log(`\n${line}`)
process.exitCode = passed ? 0 : 1
