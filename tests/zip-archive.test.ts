import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { zipArchive } from '../apps/web/src/pages/check/zip-archive.ts'

const FILES = [
  { path: 'k8s/web.yaml', text: 'kind: Service\n# größer\n' },
  { path: 'k8s/größe.yaml', text: 'kind: ConfigMap\n'.repeat(200) },
  { path: 'empty.yaml', text: '' },
  { path: 'constructor.yaml', text: 'kind: Secret\n' },
]

/** What an archive says it holds, read from its central directory with the inflate of Node. */
function entriesOf(archive: Uint8Array): { path: string; text: string; day: number }[] {
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

test('an archive holds each file with its name, its bytes and their checksum, and tells no day', () => {
  // 1 January 1980
  expect(entriesOf(zipArchive(FILES))).toEqual(FILES.map((file) => ({ ...file, day: 0x00_21 })))
})

const hasPython = (() => {
  try {
    return execFileSync('python3', ['--version']).length > 0
  } catch {
    return false
  }
})()

test.skipIf(!hasPython)('another program reads the archive (needs python3)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aks-copilot-zip-'))
  writeFileSync(join(folder, 'fixed.zip'), zipArchive(FILES))
  execFileSync('python3', ['-m', 'zipfile', '-t', 'fixed.zip'], { cwd: folder })
  execFileSync('python3', ['-m', 'zipfile', '-e', 'fixed.zip', 'out'], { cwd: folder })
  for (const { path, text } of FILES) expect(readFileSync(join(folder, 'out', path), 'utf8')).toBe(text)
  rmSync(folder, { recursive: true })
})
