import type { ModelOffer, ModelStatus } from '@aks-copilot/contracts'
import type { createColors } from 'picocolors'

type Colors = ReturnType<typeof createColors>

export const NO_MODEL = 'No model is used: answers come whole from the evidence. `aks-copilot models use NAME` chooses one.'

const LABEL = 10

/** How the endpoint is, what leaves the machine, and what to run. */
export function statusText(status: ModelStatus, { green, yellow, dim }: Colors): string {
  const { name, provider, endpoint, state, message, leaves, contextTokens, remedy, speed } = status
  const paint = state === 'ready' ? green : yellow
  const row = (label: string, text: string): string => `${dim(label.padEnd(LABEL))}${text}`
  return [
    row('model', `${name} ${dim(`(${provider}${endpoint === undefined ? '' : `, ${endpoint}`})`)}`),
    row('state', `${paint(state)}${message === undefined ? '' : `: ${message}`}`),
    row('data', leaves),
    row('window', `${contextTokens} tokens`),
    ...(speed.outputTokensPerSecond === undefined ? [] : [row('speed', `${speed.outputTokensPerSecond.toFixed(1)} tokens/s`)]),
    ...remedy.map((line, index) => row(index === 0 ? 'to do' : '', line)),
  ].join('\n')
}

/** What the endpoint offers; the configured model has a star. */
export function offersText({ name: chosen, offers, endpoint, provider }: ModelStatus, { bold, dim }: Colors): string {
  if (offers.length === 0) return `${endpoint ?? provider} offers no model. \`aks-copilot models status\` says what to run.`
  const width = Math.max(...offers.map(({ name }) => name.length)) + 2
  const row = (offer: ModelOffer): string => {
    const own = offer.name === chosen
    const details = [
      offer.loaded ? 'in memory' : 'on disk',
      ...(offer.bytes === undefined ? [] : [size(offer.bytes)]),
      ...(offer.contextTokens === undefined ? [] : [`window ${offer.contextTokens}`]),
    ]
    return `${own ? '*' : ' '} ${own ? bold(offer.name.padEnd(width)) : offer.name.padEnd(width)}${dim(details.join(', '))}`
  }
  const missing = offers.some(({ name }) => name === chosen) ? '' : `\n\nThe configured model, ${chosen}, is not among them.`
  return `${offers.map(row).join('\n')}${missing}`
}

function size(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
