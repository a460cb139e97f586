import { maskSecrets } from '@aks-copilot/cluster'
import type { LiveTools } from '@aks-copilot/remediation/ports'
import { type Program, type ProgramEnd, runProgram } from './run-program.ts'
import { environmentFor } from './tool-environment.ts'

type Call = Parameters<LiveTools['run']>[0]

export interface LiveToolsOptions {
  /** Says what is run in place of a call, or why nothing is: `judgeToolCall` of remediation with the scope of the run. */
  readonly judge: (call: Call) => { readonly ok: true; readonly args: readonly string[] } | { readonly ok: false; readonly why: string }
  /** The environment of this process, of which the programs get what they need and nothing else. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The kubeconfig and context that the run itself uses. */
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
  /** Default `kubectl` and `az`, as the PATH has them. */
  readonly programs?: Partial<Readonly<Record<Call['tool'], string>>>
  /** Milliseconds until a program is ended; default 20 seconds. */
  readonly timeout?: number
  /** Bytes that are read of what it writes; default 128 KiB. */
  readonly mostBytes?: number
}

const TIMEOUT_MS = 20_000
const MOST_BYTES = 128 * 1024

/**
 * Runs kubectl and az for a model: no shell, an environment of their own, bounded time and output, secrets masked. Each call is judged here
 * again, so that no way around it exists. What goes wrong is a result in words; throws only where the signal aborts.
 */
export function createLiveTools(options: LiveToolsOptions): LiveTools {
  const { judge, environment, kubeconfig, context, programs = {}, timeout = TIMEOUT_MS, mostBytes = MOST_BYTES } = options
  return {
    async run(call, signal) {
      signal?.throwIfAborted()
      const verdict = judge(call)
      if (!verdict.ok) return { ok: false, text: `not run: ${verdict.why}`, truncated: false }
      const place = call.tool === 'kubectl' && context !== undefined ? [`--context=${context}`] : []
      const program: Program = {
        name: programs[call.tool] ?? call.tool,
        args: [...verdict.args, ...place],
        environment: environmentFor(call.tool, environment, kubeconfig),
        timeout,
        mostBytes,
      }
      const end = await runProgram(program, signal)
      return {
        ok: end.how === 'ended' && end.code === 0,
        text: maskSecrets(textOf(end, program)),
        truncated: end.how === 'too-much',
        ...(end.how === 'not-there' ? { missing: true } : {}),
      }
    },
  }
}

function textOf(end: ProgramEnd, { name, timeout }: Program): string {
  if (end.how === 'not-there') return `${name} is not on this machine`
  // A line that was cut could hold half of a secret, which no pattern knows.
  const whole = end.how === 'ended' ? end.text : end.text.slice(0, end.text.lastIndexOf('\n') + 1)
  return end.how === 'too-slow' ? `${whole}(ended after ${timeout / 1000} s)` : whole
}
