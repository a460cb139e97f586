import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts')
const LOOK_MS = 20

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** Arguments of every program that ran below it, as anybody on the machine could read them. */
  readonly processes: readonly { readonly pid: number; readonly args: string }[]
}

export interface Started {
  readonly ended: Promise<Ran>
  readonly stdout: () => string
  stop(): void
}

/** Starts a command in a process of its own with this environment alone, and looks again and again at the processes below it. */
export function startProgram(args: readonly string[], environment: Readonly<Record<string, string>>, cwd: string): Started {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const seen = new Map<string, { pid: number; args: string }>()
  const look = setInterval(() => {
    for (const process of processesBelow(child.pid ?? -1)) seen.set(`${process.pid} ${process.args}`, process)
  }, LOOK_MS)
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr, processes: [...seen.values()] }))
  }).finally(() => clearInterval(look))
  return { ended, stdout: () => stdout, stop: () => void child.kill('SIGTERM') }
}

export async function runProgram(args: readonly string[], environment: Readonly<Record<string, string>>, cwd: string): Promise<Ran> {
  return await startProgram(args, environment, cwd).ended
}

/** The process and all below it, where the system shows them (Linux). */
function processesBelow(root: number): { pid: number; args: string }[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent = ''] = /^\d+ \([^]*\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? []
        return [{ pid: Number(name), parent: Number(parent) }]
      } catch {
        return []
      }
    })
  const below = new Set([root])
  for (let size = 0; size !== below.size;) {
    size = below.size
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid)
  }
  return [...below].flatMap((pid) => {
    try {
      return [{ pid, args: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }]
    } catch {
      return []
    }
  })
}
