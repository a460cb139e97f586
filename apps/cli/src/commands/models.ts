import { CopilotError, type ModelStatus } from '@aks-copilot/contracts'
import { meantWord } from '@aks-copilot/kubernetes'
import type { Model } from '@aks-copilot/models'
import { createColors } from 'picocolors'
import type { CommandContext } from '../command-context.ts'
import { type Configuration, readConfiguration } from '../configuration.ts'
import { EXIT } from '../exit-status.ts'
import type { Flags } from '../inspection.ts'
import { openConfiguredModel } from '../models/configured-model.ts'
import { NO_MODEL, offersText, statusText } from '../models/models-text.ts'
import { useModel } from '../models/use-model.ts'
import { printableLines } from '../printable.ts'
import { wantsColor, writeOut } from '../terminal.ts'

const ACTIONS = ['list', 'use', 'status', 'load', 'unload', 'stop']

interface Request {
  readonly action: string
  readonly name: string | undefined
  readonly flags: Flags
  readonly configuration: Configuration
  readonly context: CommandContext
}

/** `aks-copilot models [ACTION] [NAME]`. Exits with 3 where the endpoint does not answer. */
export async function models(action: string, name: string | undefined, flags: Flags, context: CommandContext): Promise<void> {
  requireAction(action, name)
  const { terminal } = context
  const configuration = await readConfiguration(flags, terminal)
  if (action === 'use' && name === 'none') return say(await useModel('none', configuration, terminal), flags, context)
  const model = await openConfiguredModel(configuration, terminal.environment)
  if (model === undefined) return say({ text: NO_MODEL, json: { name: 'none', state: 'not-configured' } }, flags, context)
  const close = (): void => void model.close()
  terminal.signal.addEventListener('abort', close, { once: true })
  try {
    await act(model, { action, name, flags, configuration, context })
  } finally {
    terminal.signal.removeEventListener('abort', close)
    await model.close()
  }
}

async function act(model: Model, request: Request): Promise<void> {
  const { action, name = '', flags, configuration, context } = request
  const { terminal } = context
  if (action === 'list' || action === 'status') return show(model, request)
  if (action === 'use') {
    requireOffer(name, await model.status(terminal.signal))
    return say(await useModel(name, configuration, terminal), flags, context)
  }
  const began = performance.now()
  if (action === 'load') await model.load?.(name, terminal.signal)
  const names = action === 'stop' ? await loadedOf(model, terminal.signal) : action === 'unload' ? [name] : []
  for (const loaded of names) await model.unload?.(loaded, terminal.signal)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  const text =
    action === 'load'
      ? `${name} is in memory (${seconds} s).`
      : names.length === 0
        ? 'No model is in memory.'
        : `${names.join(', ')}: no longer in memory.`
  await say({ text, json: { action, models: action === 'load' ? [name] : names } }, flags, context)
}

async function show(model: Model, { action, flags, context }: Request): Promise<void> {
  const { terminal } = context
  const status = await model.status(terminal.signal)
  const colors = createColors(wantsColor(terminal, flags['color']))
  const text = action === 'list' && status.state !== 'unreachable' ? offersText(status, colors) : statusText(status, colors)
  await say({ text, json: action === 'list' ? status.offers : status }, flags, context)
  if (status.state === 'unreachable') context.finish(EXIT.transient)
}

async function loadedOf(model: Model, signal: AbortSignal): Promise<string[]> {
  const { state, message, remedy, offers } = await model.status(signal)
  if (state === 'unreachable')
    throw new CopilotError({
      code: 'MODEL_UNREACHABLE',
      category: 'transient',
      message: message ?? 'The endpoint does not answer.',
      remedy: remedy[0] ?? 'Start it.',
    })
  return offers.filter(({ loaded }) => loaded).map(({ name }) => name)
}

/** A name that the endpoint does not offer is refused; where it offers no list, the name is taken as it is. */
function requireOffer(name: string, { offers, endpoint, provider }: ModelStatus): void {
  const names = offers.map((offer) => offer.name)
  if (names.length === 0 || names.includes(name) || provider === 'azure-openai' || provider === 'embedded') return
  const near = meantWord(name, names)
  throw new CopilotError({
    code: 'MODEL_NOT_FOUND',
    category: 'validation',
    message: `There is no model \`${name}\` at ${endpoint ?? provider}.`,
    remedy: near === undefined ? `There: ${names.slice(0, 10).join(', ')}.` : `Did you mean \`${near}\`?`,
  })
}

function requireAction(action: string, name: string | undefined): void {
  const needsName = ['use', 'load', 'unload'].includes(action)
  const near = meantWord(action, ACTIONS)
  const wrong = !ACTIONS.includes(action)
    ? {
        message: `models has no action \`${action}\`.`,
        remedy: near === undefined ? `There are: ${ACTIONS.join(', ')}.` : `Did you mean \`${near}\`?`,
      }
    : needsName && (name === undefined || !/^[\w.:/@+-]{1,200}$/.test(name))
      ? { message: `models ${action} needs the name of a model.`, remedy: 'Run `aks-copilot models list` to see what there is.' }
      : !needsName && name !== undefined
        ? { message: `models ${action} takes no name.`, remedy: 'Leave it out, or use --model NAME.' }
        : undefined
  if (wrong !== undefined) throw new CopilotError({ code: 'USAGE', category: 'validation', ...wrong })
}

async function say(
  { text, json }: { readonly text: string; readonly json: unknown },
  flags: Flags,
  { terminal }: CommandContext,
): Promise<void> {
  await writeOut(terminal, flags['format'] === 'json' ? `${JSON.stringify(json, undefined, 2)}\n` : `${printableLines(text)}\n`)
}
