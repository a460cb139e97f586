import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import COUNTED from './counted-texts.json' with { type: 'json' }
import { estimateTokens } from './estimate-tokens.ts'

/** Counted once by the tokenizers of Qwen 2.5 and of SmolLM2; the last test counts again where the models are. */
describe('the estimate of tokens', () => {
  it.each(COUNTED)('is never too few: $kind', ({ text, qwen, smollm }) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(Math.max(qwen, smollm))
  })

  it('does not waste the window on what prompts are made of', () => {
    for (const { kind, text, qwen } of COUNTED.filter((one) => ['yaml', 'md', 'logs', 'table', 'german'].includes(one.kind)))
      expect(estimateTokens(text) / qwen, kind).toBeLessThan(1.9)
  })

  it('is quick with a long line of anything', () => {
    const began = performance.now()
    for (const piece of ['a', 'aB3', ' ', '{', '\u{1F525}', 'aB', '9']) estimateTokens(piece.repeat(50_000))
    expect(performance.now() - began).toBeLessThan(2000)
  })

  const folder = process.env['AKS_COPILOT_TEST_MODELS'] ?? ''
  const library = process.env['AKS_COPILOT_LLAMA']
  const files = ['qwen2.5-0.5b', 'smollm2-135m'].map((name) => join(folder, `${name}.gguf`))
  it.skipIf(folder === '' || library === undefined || !files.every((file) => existsSync(file)))(
    'agrees with the real tokenizers',
    { timeout: 240_000 },
    () => {
      // In a process of its own: the library waits for ever in a thread of the test runner.
      const program = new URL('test-support/count-tokens.ts', import.meta.url).pathname
      for (const [index, file] of files.entries()) {
        const counts: unknown = JSON.parse(execFileSync(process.execPath, [program, library ?? '', file], { encoding: 'utf8' }))
        expect(counts).toEqual(COUNTED.map(({ qwen, smollm }) => (index === 0 ? qwen : smollm)))
      }
    },
  )
})
