import { describe, expect, it } from 'vitest'
import { splitLines } from './split-lines.ts'

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function linesOf(text: string, size: number, longest?: number): Promise<string[]> {
  const lines: string[] = []
  for await (const some of splitLines(chunksOf(Buffer.from(text), size), longest)) lines.push(...some)
  return lines
}

describe('splitLines', () => {
  it.each([1, 2, 3, 7, 100])('splits chunks of %i bytes', async (size) => {
    expect(await linesOf('{"a":"é"}\n\n{"b":"𝄞"}\nrest', size)).toEqual(['{"a":"é"}', '{"b":"𝄞"}'])
  })

  it('gives up on a line without an end', async () => {
    await expect(linesOf('x'.repeat(3000), 100, 2000)).rejects.toMatchObject({ reason: 'TooLarge' })
  })
})
