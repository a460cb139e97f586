import { type Field, table } from '@aks-copilot/kubernetes'

const SIGNALS = table<string>({
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  31: 'SIGSYS',
})

const MEANINGS = table<string>({
  0: 'it ends without an error, and it is meant to keep running',
  1: 'the application ended with an error',
  2: 'the application ended with an error',
  126: 'the command was found and cannot be executed',
  127: 'the command was not found',
  132: 'the application ran an instruction that this processor does not have (SIGILL)',
  134: 'the application gave up (SIGABRT)',
  137: 'it was killed (SIGKILL)',
  139: 'the application read memory that is not its own (SIGSEGV)',
  143: 'it was told to stop (SIGTERM)',
})

const FIRST_SIGNAL = 128
const LAST_SIGNAL = FIRST_SIGNAL + 64

/** What an exit code says, in words; undefined where it says nothing but that something failed. */
function exitMeaning(code: number): string | undefined {
  const known = MEANINGS[code]
  if (known !== undefined || code <= FIRST_SIGNAL || code > LAST_SIGNAL) return known
  const signal = code - FIRST_SIGNAL
  return `it was ended by signal ${SIGNALS[signal] ?? signal}`
}

/** How a container ended, from its `terminated` state: `exit code 137, it was killed (SIGKILL)`. */
export function exitText(terminated: Field): string {
  const code = terminated.at('exitCode').number
  if (code === undefined) return terminated.at('reason').text ?? 'it ended'
  const meaning = exitMeaning(code)
  return meaning === undefined ? `exit code ${code}` : `exit code ${code}, ${meaning}`
}
