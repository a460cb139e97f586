import { Buffer, isUtf8 } from 'node:buffer'
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { addAbortSignal, Readable } from 'node:stream'

/** Above this nothing is read: 64 MB of manifests take some 5 s and 1 GB, and no hand wrote them. */
const MAX_FILE_BYTES = 64 * 1024 * 1024

export type TextResult = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string }

/**
 * Reads one file. What is no text comes back as the reason, in words that follow the file's name. Not through promises: for
 * thousands of small files those cost ten times what the reading does.
 */
export function readText(path: string): TextResult {
  let file: number | undefined
  try {
    // Without O_NONBLOCK, a pipe that took the file's place would hold the program for ever.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = fstatSync(file)
    if (!stats.isFile()) return { ok: false, why: 'is not a regular file' }
    if (stats.size > MAX_FILE_BYTES) return tooLarge()
    return decodeText(readFileSync(file))
  } catch (error) {
    return { ok: false, why: readProblem(error) }
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Reads a stream to its end, or until it is too long. */
export async function readStream(stream: AsyncIterable<Uint8Array | string>, signal: AbortSignal | undefined): Promise<TextResult> {
  signal?.throwIfAborted()
  const chunks: Uint8Array[] = []
  let size = 0
  // Without this, a stream that gives nothing would wait on after an abort.
  const source = signal !== undefined && stream instanceof Readable ? addAbortSignal(signal, stream) : stream
  for await (const chunk of source as AsyncIterable<Uint8Array | string>) {
    signal?.throwIfAborted()
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    size += bytes.length
    if (size > MAX_FILE_BYTES) return tooLarge()
    chunks.push(bytes)
  }
  return decodeText(Buffer.concat(chunks))
}

/** UTF-8, with a byte order mark kept; anything else is refused with the place where it stops being text. */
function decodeText(bytes: Buffer): TextResult {
  if (bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)))
    return { ok: false, why: 'is UTF-16 text: save it as UTF-8' }
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
  // A sequence that was begun and not finished starts up to three bytes before.
  while (!isUtf8(bytes.subarray(0, valid))) valid -= 1
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
  if (code === 'EACCES' || code === 'EPERM') return "can't be read: permission denied"
  if (code === 'ENOENT') return 'is not there any more'
  if (code === 'ELOOP') return 'is a link that leads in a circle'
  if (code === 'ENXIO' || code === 'ENODEV') return 'is not a regular file'
  return `can't be read: ${code ?? (error instanceof Error ? error.message : String(error))}`
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Why a file or folder can't be made or changed, in a few words. */
export function writeProblem(error: unknown): string {
  const code = errorCode(error)
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  if (code === 'EROFS') return 'the disk is read-only'
  if (code === 'ENOSPC') return 'the disk is full'
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'a file stands where a folder is needed'
  return code ?? String(error)
}
