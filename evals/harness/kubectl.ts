import { spawn } from 'node:child_process'

/** Runs kubectl. Throws an Error with what it said, where it fails. */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const child = spawn('kubectl', args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const [out, err]: [Buffer[], Buffer[]] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.end(input)
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  if (status !== 0) throw new Error(`kubectl ${args.slice(0, 4).join(' ')}: ${Buffer.concat(err).toString().trim()}`)
  return Buffer.concat(out).toString()
}

/** The arguments in a line, as a shell would take them apart: 'single quotes' keep spaces, everything else is literal. */
export function splitArguments(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
}
