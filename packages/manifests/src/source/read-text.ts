import { Buffer, isUtf8 } from 'node:buffer'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/** Above this nothing is read: 64 MB of manifests take some 5 s and 1 GB, and no hand wrote them. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024

export type TextResult = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string }

/** Reads one file. What is no text comes back as the reason, in words that follow the file's name. */
export async function readText(path: string): Promise<TextResult> {
  let handle
  try {
    // Without O_NONBLOCK, a pipe that took the file's place would hold the program for ever.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = await handle.stat()
    if (!stats.isFile()) return { ok: false, why: 'is not a regular file' }
    if (stats.size > MAX_FILE_BYTES) return tooLarge()
    return decodeText(await handle.readFile())
  } catch (error) {
    return { ok: false, why: readProblem(error) }
  } finally {
    await handle?.close()
  }
}

/** Reads a stream to its end, or until it is too long. */
export async function readStream(stream: AsyncIterable<Uint8Array | string>, signal: AbortSignal | undefined): Promise<TextResult> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream) {
    signal?.throwIfAborted()
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    size += bytes.length
    if (size > MAX_FILE_BYTES) return tooLarge()
    chunks.push(bytes)
  }
  return decodeText(Buffer.concat(chunks))
}

/** UTF-8, with a byte order mark kept; anything else is refused with the place where it stops being text. */
export function decodeText(bytes: Buffer): TextResult {
  if (bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))) return { ok: false, why: 'is UTF-16 text: save it as UTF-8' }
  const zero = bytes.indexOf(0)
  if (zero >= 0) return { ok: false, why: `is binary, not text (a zero byte at offset ${zero})` }
  if (!isUtf8(bytes)) return { ok: false, why: `is not UTF-8 text (from byte ${firstInvalidByte(bytes)})` }
  return { ok: true, text: bytes.toString('utf8') }
}

function firstInvalidByte(bytes: Buffer): number {
  let [valid, invalid] = [0, bytes.length]
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (isUtf8Start(bytes.subarray(0, middle))) valid = middle
    else invalid = middle
  }
  return valid
}

function isUtf8Start(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

function tooLarge(): TextResult {
  return { ok: false, why: `is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB: split it` }
}

/** What the system says about a file that can't be opened, in words that follow its name. */
export function readProblem(error: unknown): string {
  const code = errorCode(error)
  if (code === 'EACCES' || code === 'EPERM') return 'can not be read: permission denied'
  if (code === 'ENOENT') return 'is not there any more'
  if (code === 'ELOOP') return 'is a link that leads in a circle'
  if (code === 'ENXIO' || code === 'ENODEV') return 'is not a regular file'
  return `can not be read: ${code ?? (error instanceof Error ? error.message : String(error))}`
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
