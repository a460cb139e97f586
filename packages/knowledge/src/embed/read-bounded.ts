/** The text of an answer; an error when it is longer than `most` bytes. */
export async function readBounded(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    const piece = chunk as Uint8Array
    bytes += piece.byteLength
    if (bytes > most) throw new Error('The answer is too long.')
    chunks.push(piece)
  }
  return Buffer.concat(chunks).toString('utf8')
}
