import { spawn } from 'node:child_process'

const AWAY = /connection (to the server .* was )?refused|connection reset|TLS handshake timeout|unexpected EOF/
const TRIES = 6
const PAUSE = 5000

/** Runs kubectl, again where the API server is away for a moment. Throws an Error with what it said, where it fails. */
export async function kubectl(args: readonly string[], input?: string, tries = TRIES): Promise<string> {
  const { status, out, err } = await run(args, input)
  if (status === 0) return out
  if (tries <= 1 || !AWAY.test(err)) throw new Error(`kubectl ${args.slice(0, 4).join(' ')}: ${err}`)
  await new Promise((resolve) => setTimeout(resolve, PAUSE))
  return await kubectl(args, input, tries - 1)
}

async function run(args: readonly string[], input: string | undefined): Promise<{ status: number | null; out: string; err: string }> {
  const child = spawn('kubectl', args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.end(input)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  return { status, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString().trim() }
}

/** The arguments in a line, as a shell would take them apart: 'single quotes' keep spaces, everything else is literal. */
export function splitArguments(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}
