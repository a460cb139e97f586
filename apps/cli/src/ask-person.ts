import { createInterface } from 'node:readline'
import { interrupted } from './interrupts.ts'
import type { Terminal } from './terminal.ts'

/** Asks on standard error; anything but yes is no, also where the input ends. Throws INTERRUPTED at Ctrl-C. */
export async function askPerson(question: string, terminal: Terminal): Promise<boolean> {
  const answer = await answerTo(`${question} [y/N] `, terminal)
  return answer !== undefined && /^y(?:es)?$/i.test(answer.trim())
}

/** The line that is typed; undefined where the input ends. */
async function answerTo(question: string, { stdin, stderr, signal }: Terminal): Promise<string | undefined> {
  signal.throwIfAborted()
  const reader = createInterface({ input: stdin, output: stderr })
  let line: string | undefined
  try {
    line = await new Promise((resolve, reject) => {
      const abort = (): void => reject(signal.reason as Error)
      signal.addEventListener('abort', abort, { once: true })
      reader.once('close', () => {
        signal.removeEventListener('abort', abort)
        resolve(undefined)
      })
      // In raw mode the terminal sends no signal: the key is all there is.
      reader.once('SIGINT', () => reject(interrupted()))
      reader.question(question, resolve)
    })
    return line
  } finally {
    reader.close()
    // What comes next begins on a line of its own.
    if (line === undefined) stderr.write('\n')
  }
}
