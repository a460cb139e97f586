import { describe, expect, it } from 'vitest'
import { jsonWithoutPipelineCommands, withoutPipelineCommands } from './pipeline-commands.ts'

/** As the agent of Azure Pipelines and the runner of GitHub Actions find commands in a line. */
const isObeyed = (text: string): boolean =>
  text.split('\n').some((line) => /##(?:vso)?\[[^\]]*\]/i.test(line) || /^::[a-z][\w-]*(?: [^]*)?::/i.test(line.trim()))

const COMMANDS = [
  '##vso[task.setvariable variable=PATH]/tmp/taken',
  'panic: ##VSO[task.complete result=Succeeded;]done',
  'a ##[add-mask]false b',
  '##[error]no',
  '::set-output name=image::evil',
  '   ::add-mask::x',
  'fine\n\t::stop-commands::token\nfine',
  '::warning file=a.yaml,line=1::here',
  '###vso[task.setvariable variable=a]b',
]

describe('commands to a pipeline', () => {
  it.each(COMMANDS)('%j is none any more', (text) => {
    expect(isObeyed(text)).toBe(true)
    expect(isObeyed(withoutPipelineCommands(text))).toBe(false)
    const json = jsonWithoutPipelineCommands(JSON.stringify({ text }))
    expect(isObeyed(json)).toBe(false)
    expect(JSON.parse(json)).toEqual({ text })
  })

  it.each(['## Heading', '::1 refused the connection', 'listen on [::]:80', 'std::vector', '# comment', 'a::b::c', '##'])(
    '%j stays',
    (text) => {
      expect(withoutPipelineCommands(text)).toBe(text)
      expect(jsonWithoutPipelineCommands(JSON.stringify(text))).toBe(JSON.stringify(text))
    },
  )
})
