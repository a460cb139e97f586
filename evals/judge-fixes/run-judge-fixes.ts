/** What a model proposes where rules leave a decision open, what the gates let pass of it, and whether that is right: see README.md. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openModel } from '@aks-copilot/models'
import type { JudgeModel } from '@aks-copilot/manifests'
import { judgeOf } from '../../apps/cli/src/fix-with-model.ts'
import { judgeBundles } from './judge-bundles.ts'
import { measure, type Measured, rows } from './measure.ts'
import { RecordedReplies } from './replies.ts'

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'qwen2.5-0.5b' },
    parts: { type: 'string', default: 'cases,rules,examples,corpora' },
    file: { type: 'string' },
    library: { type: 'string' },
    all: { type: 'boolean', default: false },
    most: { type: 'string', default: '1000' },
    verbose: { type: 'boolean', default: false },
  },
})

const replies = new RecordedReplies(`${values.model}${values.all ? '.all' : ''}`)
const bundles = await judgeBundles(values.parts.split(','))
const measured = await measureParts()
console.log(rows(measured).join('\n'))
const reviewed = new Set(JSON.parse(readFileSync(new URL('reviewed.json', import.meta.url), 'utf8')) as string[])
const passed = measured.flatMap(({ passed: own }) => own)
const strange = passed.filter((proposal) => !reviewed.has(proposal))
for (const proposal of strange) console.log(`✖ passed, and nobody found it right: ${proposal}`)
if (values.file === undefined && replies.missing > 0)
  console.log(`${replies.missing} questions are not recorded: run with --file and --library.`)
console.log(`\njudge-fixes: ${passed.length - strange.length}/${passed.length} of what passes is right, ${values.model}`)
process.exitCode = strange.length > 0 ? 1 : 0

async function measureParts(): Promise<Measured[]> {
  const options = { askAll: values.all, most: Number(values.most) }
  if (values.file === undefined) return await measure(bundles, replies.replaying(values.model), options)
  const model = await openModel({ provider: 'embedded', name: values.model, file: values.file, library: values.library })
  if (model === undefined) throw new Error('no model')
  const judge: JudgeModel = replies.recording(judgeOf(model), (request, reply) => {
    if (values.verbose) console.log(`\n${request.user}\n→ ${JSON.stringify(reply)}`)
  })
  try {
    return await measure(bundles, judge, options)
  } finally {
    replies.save()
    await model.close()
  }
}
