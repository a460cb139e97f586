import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { WebSocket } from 'ws'

/** A program beside this one as it is published, in one file, without types to strip. Gives its path. */
export async function built(program: string, folder: string): Promise<string> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, program),
    platform: 'node',
    external: ['node-llama-cpp'],
    treeshake: { moduleSideEffects: false },
  })
  await bundle.write({ dir: folder, format: 'esm', minify: true, entryFileNames: 'server.mjs', chunkFileNames: '[name]-[hash].mjs' })
  await bundle.close()
  return join(folder, 'server.mjs')
}

export async function nextMessage(child: ChildProcess): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the server ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message)
    })
  })
}

/** A browser's socket, open. */
export async function opened(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`, { origin: url })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return socket
}
