import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readTrailers, signedMessage, verifyTrailers } from './trailers.ts'

const KEY = 'key-of-the-test'
const facts = {
  runId: 'run-7f3a',
  attempt: 2,
  base: 'b'.repeat(40),
  files: [
    { path: 'app/web.yaml', digest: 'd2' },
    { path: 'app/api.yaml', digest: 'd1' },
  ],
}
const message = signedMessage('fix(shop): name the image that exists\n\nThe tag 1.3 was never pushed.', facts, KEY)

describe('trailers', () => {
  it('are the last paragraph, in the form that git reads', () => {
    expect(message.split('\n\n').at(-1)).toMatch(
      /^Aks-Copilot-Run: run-7f3a\nAks-Copilot-Attempt: 2\nAks-Copilot-Signature: [0-9a-f]{64}\n$/,
    )
    expect(message.startsWith('fix(shop): name the image that exists\n\nThe tag')).toBe(true)
  })

  it('are the HMAC-SHA-256 that anybody with the key can compute', () => {
    const text = '["aks-copilot/commit/2","run-7f3a",2,"' + facts.base + '",[["app/api.yaml","d1"],["app/web.yaml","d2"]]]'
    expect(readTrailers(message)?.signature).toBe(createHmac('sha256', KEY).update(text).digest('hex'))
  })

  it('are the same for the same facts, in whatever order the files come', () => {
    expect(signedMessage('x', { ...facts, files: facts.files.toReversed() }, KEY)).toBe(signedMessage('x', facts, KEY))
  })

  it('say who made the commit', () => {
    expect(verifyTrailers(message, facts, KEY)).toBe('signed')
    expect(verifyTrailers(`${message}\n\n`, facts, KEY)).toBe('signed')
    expect(verifyTrailers(message.replaceAll('\n', '\r\n'), facts, KEY)).toBe('signed')
    expect(verifyTrailers(signedMessage('x', facts, undefined), facts, KEY)).toBe('unsigned')
    expect(verifyTrailers('fix: something', facts, KEY)).toBe('none')
  })

  it('keep their word beside the trailers of others', () => {
    expect(verifyTrailers(`${message.trimEnd()}\nCo-authored-by: A Person <a@example.com>\n`, facts, KEY)).toBe('signed')
  })

  it.each<[string, string, Partial<typeof facts>, string]>([
    ['another key', message, {}, 'other key'],
    ['another base', message, { base: 'c'.repeat(40) }, KEY],
    ['another text', message, { files: [...facts.files.slice(1), { path: 'app/web.yaml', digest: 'd3' }] }, KEY],
    [
      'the same texts at other paths',
      message,
      { files: facts.files.map(({ digest }, at) => ({ path: facts.files[1 - at]?.path ?? '', digest })) },
      KEY,
    ],
    ['one file more', message, { files: [...facts.files, { path: 'app/job.yaml', digest: 'd3' }] }, KEY],
    ['one file less', message, { files: facts.files.slice(1) }, KEY],
    ['another run', message.replace('run-7f3a', 'run-7f3b'), {}, KEY],
    ['another attempt', message.replace('Attempt: 2', 'Attempt: 1'), {}, KEY],
    ['a short signature', message.replace(/[0-9a-f]{64}/, 'abc'), {}, KEY],
  ])('are forged with %s', (_, text, held, key) => {
    expect(verifyTrailers(text, { ...facts, ...held }, key)).toBe('forged')
  })

  const block = message.slice(message.indexOf('Aks-Copilot-Run'))
  it.each<[string, string]>([
    ['they stand in the body', `fix: x\n\n${block}\nAnd so it was.\n`],
    ['the message is nothing else', block],
    ['one of them is there twice', `${message}Aks-Copilot-Run: run-other\n`],
    ['one of them is there twice in other letters', `${message}aks-copilot-run: run-other\n`],
    ['the last paragraph is prose', `fix: x\n\nAs I said:\n${block}`],
    ['a line continues the one before', `fix: x\n\nNote: x\n Aks-Copilot-Run: a\n${block}`],
    ['the attempt is no number', message.replace('Attempt: 2', 'Attempt: two')],
    ['the run is no word', message.replace('run-7f3a', 'a b')],
  ])('are none where %s', (_, text) => {
    expect(verifyTrailers(text, facts, KEY)).toBe('none')
  })

  it('of a body that brings its own are ours alone', () => {
    const body = `fix: x\n\n${block.replace('run-7f3a', 'run-evil')}`
    const read = readTrailers(signedMessage(body, facts, KEY))
    expect(read?.runId).toBe('run-7f3a')
  })

  it('are never written with words that would break their lines', () => {
    expect(() => signedMessage('x', { ...facts, runId: 'run\nAks-Copilot-Run: other' }, KEY)).toThrowError(/run id/)
    expect(() => signedMessage('x', { ...facts, attempt: 1.5 }, KEY)).toThrowError(/attempt/)
  })
})
