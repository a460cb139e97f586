import { withoutOwnSecrets } from '@aks-copilot/contracts'
import { execFile } from 'node:child_process'

/** Standard output of a program; undefined where it is not there, fails or takes too long. */
export type RunCommand = (program: string, args: readonly string[], signal: AbortSignal) => Promise<string | undefined>

const MOST_MS = 15_000

/** Runs a program without a shell. On Windows, tools such as az are command files, which only a shell runs; their arguments are ours. */
export const runCommand: RunCommand = (program, args, signal) =>
  new Promise((resolve) => {
    const shell = process.platform === 'win32'
    const env = withoutOwnSecrets(process.env)
    execFile(program, [...args], { signal, timeout: MOST_MS, maxBuffer: 1024 * 1024, windowsHide: true, shell, env }, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    )
  })
