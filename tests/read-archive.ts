import { crc32, inflateRawSync } from 'node:zlib'
import { expect } from 'vitest'

/** What an archive says it holds, read from its central directory with the inflate of Node. */
export function entriesOf(archive: Uint8Array): { path: string; text: string; day: number }[] {
  const bytes = Buffer.from(archive)
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006'))
  const entries = []
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(bytes.readUInt32LE(at)).toBe(0x02_01_4b_50)
    const [method, day, checksum, packed] = [10, 14, 16, 20].map((offset) =>
      offset < 16 ? bytes.readUInt16LE(at + offset) : bytes.readUInt32LE(at + offset),
    )
    const [name = 0, extra = 0, comment = 0] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset))
    const local = bytes.readUInt32LE(at + 42)
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const data = bytes.subarray(from, from + (packed ?? 0))
    const content = method === 0 ? data : inflateRawSync(data)
    expect(crc32(content)).toBe(checksum)
    // Bit 11: the name is UTF-8.
    expect(bytes.readUInt16LE(at + 8) & 0x0800 || !/[^ -~]/.test(bytes.subarray(at + 46, at + 46 + name).toString())).toBeTruthy()
    entries.push({ path: bytes.subarray(at + 46, at + 46 + name).toString(), text: content.toString(), day: day ?? -1 })
    at += 46 + name + extra + comment
  }
  return entries
}
