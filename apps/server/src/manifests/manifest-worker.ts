import { parentPort } from 'node:worker_threads'
import { CopilotError } from '@aks-copilot/contracts'
import { checkFiles, fixFiles } from './manifest-work.ts'
import type { Task, TaskResult } from './worker-manifests.ts'

/** Runs in a thread of its own: takes a task, sends its result. */
parentPort?.on('message', (task: Task) => void answer(task))

async function answer(task: Task): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node.js has no origin
  parentPort?.postMessage(await run(task))
}

async function run({ id, kind, request, runId }: Task): Promise<TaskResult> {
  try {
    return { id, value: kind === 'check' ? await checkFiles(request, runId) : await fixFiles(request, runId) }
  } catch (error) {
    if (error instanceof CopilotError) {
      const { code, category, message, remedy } = error
      return { id, refused: { code, category, message, remedy } }
    }
    return { id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}
