import { CopilotError } from '@aks-copilot/contracts'
import { CommanderError } from 'commander'
import { tellCrashesBy } from './crash-output.ts'
import { EXIT, exitStatusOf } from './exit-status.ts'
import { Interrupts } from './interrupts.ts'
import { Log } from './log.ts'
import { createProgram } from './program.ts'
import { createRunId } from './run-id.ts'
import { outliveReaders, type Terminal } from './terminal.ts'

/** Runs one command line and returns its exit status. Never exits by itself, so that pending output is written. */
export async function runProgram(args: readonly string[], version: string, given?: Partial<Terminal>): Promise<number> {
  const interrupts = new Interrupts()
  const terminal: Terminal = {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    environment: process.env,
    cwd: process.cwd(),
    signal: interrupts.signal,
    ...given,
  }
  outliveReaders(terminal)
  const runId = createRunId()
  const log = new Log(terminal, runId, args)
  // A process of its own; tests share theirs.
  if (given === undefined) tellCrashesBy(log)
  let outcome: number = EXIT.done
  const context = {
    terminal,
    version,
    runId,
    log,
    finish: (status: number) => void (outcome = status),
    unguarded: interrupts.unguarded.bind(interrupts),
  }
  const program = createProgram(context)
  try {
    const words = args.some(takesRules) ? (await import('./rule-words.ts')).joinRuleWords(args, terminal.cwd) : args
    await program.parseAsync([...words], { from: 'user' })
    return outcome
  } catch (error) {
    if (error instanceof CommanderError)
      return answerUsage(error, log, program.commands.find((command) => command.name() === args[0])?.name())
    return exitStatusOf(log.error(terminal.signal.aborted ? terminal.signal.reason : error).category)
  } finally {
    interrupts.dispose()
  }
}

function takesRules(arg: string): boolean {
  return arg === '--only' || arg === '--skip' || arg === '--allow'
}

/** Help that was asked for is a result; anything else that commander throws is a wrong command line. */
function answerUsage(error: CommanderError, log: Log, command: string | undefined): number {
  if (error.exitCode === 0) return EXIT.done
  if (error.code === 'commander.help') return EXIT.validation
  const [said = '', near] = plainly(error.message.replace(/^error: /, '')).split(/\s*\((?=Did you mean)/)
  const message = `${said.charAt(0).toUpperCase()}${said.slice(1)}${said.endsWith('.') ? '' : '.'}`
  const remedy =
    near === undefined
      ? `Run \`aks-copilot ${command === undefined ? '' : `${command} `}--help\` to see what there is, with examples.`
      : near.replace(/Did you mean (.*)\?\)$/, 'Did you mean `$1`?')
  return exitStatusOf(log.error(new CopilotError({ code: 'USAGE', category: 'validation', message, remedy })).category)
}

/** What commander says, in the words of the other messages. */
function plainly(message: string): string {
  return message.replace(/^option '([^' ]+)[^']*?(<[^>]+>)' argument missing$/, '`$1` needs a value: $2').replaceAll("'", '`')
}
