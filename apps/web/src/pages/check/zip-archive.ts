import type { SourceText } from './check-session.ts'

/** A file has at most three records here: local header, central directory, end. Little endian, sizes in bytes. */
const LOCAL = 0x04_03_4b_50
const CENTRAL = 0x02_01_4b_50
const END = 0x06_05_4b_50
const VERSION = 20
/** Names are UTF-8. */
const FLAGS = 0x08_00
/** 1 January 1980: no clock of this machine is told. */
const DAY = 0x00_21

type Field = readonly [bytes: 2 | 4, value: number]

/** The texts as one ZIP archive, stored without compression. */
export function zipArchive(files: readonly SourceText[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder()
  const parts: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const { path, text } of files) {
    const [name, data] = [encoder.encode(path), encoder.encode(text)]
    const shared: Field[] = [
      [2, VERSION],
      [2, FLAGS],
      [2, 0],
      [2, 0],
      [2, DAY],
      [4, crc32(data)],
      [4, data.length],
      [4, data.length],
      [2, name.length],
      [2, 0],
    ]
    const local = [record([[4, LOCAL], ...shared]), name, data]
    directory.push(record([[4, CENTRAL], [2, VERSION], ...shared, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), name)
    parts.push(...local)
    offset += sum(local)
  }
  const end = record([
    [4, END],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, sum(directory)],
    [4, offset],
    [2, 0],
  ])
  return joined([...parts, ...directory, end])
}

function record(fields: readonly Field[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(fields.reduce((length, [bytes]) => length + bytes, 0)))
  let at = 0
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += bytes
  }
  return new Uint8Array(view.buffer)
}

function sum(parts: readonly Uint8Array[]): number {
  return parts.reduce((length, part) => length + part.length, 0)
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(sum(parts))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The checksum that ZIP wants: CRC-32, polynomial 0xEDB88320. */
function crc32(data: Uint8Array): number {
  let crc = -1
  for (const byte of data) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xed_b8_83_20 : 0)
  }
  return (crc ^ -1) >>> 0
}
