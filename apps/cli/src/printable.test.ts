import { expect, it } from 'vitest'
import { printable, printableJson, printableLines, printableReport } from './printable.ts'

const HOSTILE = [
  'a\u001b[2Jb',
  'a\u001b]0;title\u0007b',
  'a\u009b31mb',
  'a\rb',
  'a\nb',
  'a\u2028b',
  'a\u202eb',
  'a\u2066b',
  'a\u200bb',
  'a\u0008b',
  'a\u{e0041}b',
  'a\ud800b',
]

it.each(HOSTILE)('%j does nothing to a terminal', (text) => {
  for (const made of [printable(text), printableJson({ text }), JSON.stringify(printableReport({ deep: [{ text }] }).deep)])
    expect(made).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
  expect(printableLines(text).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
})

it.each(HOSTILE)('%j comes back from JSON as it was', (text) => expect(JSON.parse(printableJson({ text }, 2))).toEqual({ text }))

it.each(['##vso[task.setvariable variable=PATH]/tmp', 'said ##[add-mask]a', '::add-mask::a'])('%j is no command to a pipeline', (text) => {
  for (const made of [printable(text), printableLines(`a\n  ${text}`), printableJson({ text }), printableReport({ text }).text])
    expect(made).not.toMatch(/##(?:vso)?\[|^\s*::add-mask/m)
  expect(JSON.parse(printableJson({ text }))).toEqual({ text })
})

it('leaves what people write', () => {
  const text = 'Grüße → `web` ✖ 日本語 🚀'
  expect(printable(text)).toBe(text)
  expect(printable('panic: x\n\n  goroutine 1')).toBe('panic: x ⏎ goroutine 1')
  expect(printableLines('a\n\tb')).toBe('a\n\tb')
})

it('cuts endless messages, and no commands', () => {
  const long = 'x'.repeat(1_000_000)
  const { message, command } = printableReport({ message: long, command: long })
  expect(message.length).toBeLessThan(2_100)
  expect(command).toBe(long)
})

it.each([' ', '\n ', '\t', '\r', ' \u2028'])('a million of %j take no time', (blank) => {
  const startedAt = performance.now()
  printable(`a${blank.repeat(1_000_000)}b`)
  expect(performance.now() - startedAt).toBeLessThan(3_000)
})
