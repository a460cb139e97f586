/** What a model chooses where no built-in proposer knows anything, and what passes of it: see README.md. */
import { parseArgs } from 'node:util'
import { openModel } from '@aks-copilot/models'
import { answerOf } from '../../apps/cli/src/repair/repair-model.ts'
import { RecordedReplies } from '../judge-fixes/replies.ts'
import type { RepairJudge } from '@aks-copilot/remediation'
import { type Judged, judgeCase, type Verdict } from './judge-case.ts'
import { readCases } from './read-cases.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    model: { type: 'string', default: 'qwen2.5-0.5b' },
    file: { type: 'string' },
    library: { type: 'string' },
    threads: { type: 'string' },
    always: { type: 'string' },
    without: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
})

/** The machine may be busy; what counts here is what is answered. */
const PATIENT = { queue: 1_800_000, first: 1_800_000, between: 600_000, total: 3_600_000 }
const VERDICTS: readonly Verdict[] = ['right', 'wrong', 'refused', 'none', 'not asked']
const LEADS: readonly Judged['leads'][] = ['first', 'another', 'none right', 'none']
const replies = new RecordedReplies(values.model, new URL('recorded/', import.meta.url))
const judged = await judgeAll()
for (const { name, verdict, told } of judged) console.log(`${verdict.padEnd(9)} ${name.padEnd(32)} ${told.slice(0, 140)}`)
console.log(`\n| ${values.model} | cases | ${VERDICTS.join(' | ')} |\n|---|---|${'---|'.repeat(VERDICTS.length)}`)
for (const isMendable of [true, false]) {
  const own = judged.filter((one) => one.isMendable === isMendable)
  const counts = VERDICTS.map((verdict) => own.filter((one) => one.verdict === verdict).length)
  console.log(`| ${isMendable ? 'one change is right' : 'none is right'} | ${own.length} | ${counts.join(' | ')} |`)
}
console.log(`\n| what people are told to look at | cases | ${LEADS.join(' | ')} |\n|---|---|${'---|'.repeat(LEADS.length)}`)
for (const isMendable of [true, false]) {
  const own = judged.filter((one) => one.isMendable === isMendable && one.verdict !== 'right' && one.verdict !== 'wrong')
  const counts = LEADS.map((leads) => own.filter((one) => one.leads === leads).length)
  console.log(`| ${isMendable ? 'one change is right' : 'none is right'} | ${own.length} | ${counts.join(' | ')} |`)
}
if (values.file === undefined && replies.missing > 0)
  console.log(`${replies.missing} questions are not recorded: run with --file and --library.`)
process.exitCode = judged.some(({ verdict }) => verdict === 'wrong') ? 1 : 0

async function judgeAll(): Promise<Judged[]> {
  const cases = readCases(positionals)
  const all: Judged[] = []
  const { always } = values
  if (values.file === undefined) {
    const judge: RepairJudge | undefined =
      always === undefined ? undefined : { name: 'always', propose: () => Promise.resolve({ ok: true, value: { operations: [always] } }) }
    for (const one of cases) all.push(await judgeCase(one, values.without ? undefined : (judge ?? replies.replaying(values.model))))
    return all
  }
  const threads = values.threads === undefined ? undefined : Number(values.threads)
  const model = await openModel({
    provider: 'embedded',
    name: values.model,
    file: values.file,
    library: values.library,
    deadlines: PATIENT,
    threads,
  })
  if (model === undefined) throw new Error('no model')
  const start = performance.now()
  const judge: RepairJudge = { name: values.model, propose: async (question, signal) => await answerOf(model, question, signal) }
  const recording = replies.recording(judge, ({ user }, reply) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(0)
    if (values.verbose) console.log(`\n${user}\n→ ${JSON.stringify(reply)} after ${seconds} s`)
  })
  try {
    for (const one of cases) {
      all.push(await judgeCase(one, recording))
      replies.save()
    }
    return all
  } finally {
    replies.save()
    await model.close()
  }
}
