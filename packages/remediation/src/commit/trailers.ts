import { createHmac, timingSafeEqual } from 'node:crypto'
import { CopilotError } from '@aks-copilot/contracts'

/** What the trailers of a commit of ours vouch for. */
export interface CommitFacts {
  readonly runId: string
  /** From 1. */
  readonly attempt: number
  /** The commit that it was made upon. */
  readonly base: string
  /** Each file that the commit sets, by its path and the SHA-256 of its text; their order does not matter. */
  readonly files: readonly { readonly path: string; readonly digest: string }[]
}

/** What the trailers say; nobody vouches for it until `verifyTrailers` did. */
export interface CommitTrailers {
  readonly runId: string
  readonly attempt: number
  readonly signature: string | undefined
}

/**
 * signed: with this key, for these facts. unsigned: says that it is ours, and proves nothing. forged: signed, but not by us or not for this.
 * none: says nothing of us, or not in a way that we write.
 */
export type TrailerVerdict = 'signed' | 'unsigned' | 'forged' | 'none'

const RUN = 'Aks-Copilot-Run'
const ATTEMPT = 'Aks-Copilot-Attempt'
const SIGNATURE = 'Aks-Copilot-Signature'
const TRAILER = /^([A-Za-z0-9][A-Za-z0-9-]*): *(\S.*)$/
const RUN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/

/**
 * The message with the trailers of our commits as its last paragraph; with a key also their signature (HMAC-SHA-256, 64 hexadecimal digits).
 * Throws GIT_PLAN_REFUSED for a run id or an attempt that would not be one word, for state that comes from a branch may be anybody's.
 */
export function signedMessage(message: string, facts: CommitFacts, key: string | undefined): string {
  if (!RUN_ID.test(facts.runId) || !Number.isSafeInteger(facts.attempt) || facts.attempt < 1)
    throw new CopilotError({
      code: 'GIT_PLAN_REFUSED',
      category: 'critical',
      message: 'The run id or the attempt of a commit is not one that aks-copilot gives.',
      remedy: 'Look at who changed copilot_status.json; nothing was written.',
    })
  const trailers = [`${RUN}: ${facts.runId}`, `${ATTEMPT}: ${facts.attempt}`]
  if (key !== undefined) trailers.push(`${SIGNATURE}: ${signatureOf(facts, key)}`)
  return `${message.replaceAll(/\r\n?/g, '\n').trimEnd()}\n\n${trailers.join('\n')}\n`
}

/**
 * Our trailers in a commit message; undefined where it has none, or has one of them twice. Only the last paragraph counts, and only if
 * all of it is trailers: what stands further up was written by whoever wrote the message.
 */
export function readTrailers(message: string): CommitTrailers | undefined {
  const found = trailersOf(message)
  const runId = found?.get(RUN.toLowerCase())
  const attempt = found?.get(ATTEMPT.toLowerCase())
  if (runId === undefined || attempt === undefined || !RUN_ID.test(runId) || !/^[1-9]\d{0,8}$/.test(attempt)) return undefined
  return { runId, attempt: Number(attempt), signature: found?.get(SIGNATURE.toLowerCase()) }
}

/** All trailers of the last paragraph by their names in lower case; undefined where it is none of trailers alone, or has one of ours twice. */
export function trailersOf(message: string): ReadonlyMap<string, string> | undefined {
  const paragraphs = message
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n[ \t]*\n/)
  const last = paragraphs.at(-1)
  if (last === undefined || paragraphs.length < 2) return undefined
  const found = new Map<string, string>()
  for (const line of last.replace(/^\n+/, '').split('\n')) {
    const [, name, value] = TRAILER.exec(line) ?? []
    if (name === undefined || value === undefined) return undefined
    const known = name.toLowerCase()
    if (known.startsWith('aks-copilot-') && found.has(known)) return undefined
    found.set(known, value)
  }
  return found
}

/** Judges a commit message by what the commit really holds: its parent and its files. Takes the same time for each signature. */
export function verifyTrailers(message: string, held: Pick<CommitFacts, 'base' | 'files'>, key: string): TrailerVerdict {
  const trailers = readTrailers(message)
  if (trailers === undefined) return 'none'
  if (trailers.signature === undefined) return 'unsigned'
  return isSignature(trailers.signature, signatureOf({ ...trailers, base: held.base, files: held.files }, key)) ? 'signed' : 'forged'
}

function signatureOf({ runId, attempt, base, files }: CommitFacts, key: string): string {
  const each = files.map(({ path, digest }) => [path, digest] as const).toSorted(([left], [right]) => (left < right ? -1 : 1))
  return signatureOfParts(['aks-copilot/commit/2', runId, attempt, base, each], key)
}

/** HMAC-SHA-256, hexadecimal. JSON keeps the parts apart: none can swallow what follows it. The first names what is signed, and its version. */
export function signatureOfParts(parts: readonly unknown[], key: string): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex')
}

/** Compares in the same time for each signature. */
export function isSignature(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)]
  return left.length === right.length && timingSafeEqual(left, right)
}
