import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { zipArchive } from '../apps/web/src/pages/check/zip-archive.ts'

const FILES = [
  { path: 'k8s/web.yaml', text: 'kind: Service\n# größer\n' },
  { path: 'empty.yaml', text: '' },
]

test('an archive holds each file with its name, its bytes and their checksum', () => {
  const bytes = Buffer.from(zipArchive(FILES))
  let at = 0
  for (const { path, text } of FILES) {
    const data = Buffer.from(text)
    expect(bytes.readUInt32LE(at)).toBe(0x04_03_4b_50)
    expect(bytes.readUInt32LE(at + 14)).toBe(crc32(data))
    expect(bytes.readUInt32LE(at + 18)).toBe(data.length)
    const name = at + 30
    expect(bytes.subarray(name, name + path.length).toString()).toBe(path)
    expect(bytes.subarray(name + path.length, name + path.length + data.length).toString()).toBe(text)
    at = name + path.length + data.length
  }
  expect(bytes.readUInt32LE(bytes.length - 6)).toBe(at)
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
