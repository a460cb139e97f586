import { CopilotError } from '@aks-copilot/contracts'

/** Faults of an endpoint, one function a code, so that each has one category and the same words everywhere. */

export function unreachable(where: string, why: string, remedy: string, cause?: unknown): CopilotError {
  return new CopilotError({
    code: 'MODEL_UNREACHABLE',
    category: 'transient',
    message: `The model endpoint ${where} does not answer: ${why}.`,
    remedy,
    cause,
  })
}

export function timedOut(where: string, what: string, milliseconds: number): CopilotError {
  return new CopilotError({
    code: 'MODEL_TIMEOUT',
    category: 'transient',
    message: `The model at ${where} took more than ${seconds(milliseconds)} ${what}.`,
    remedy: 'Try again, choose a smaller model, or ask for less.',
  })
}

/** `retryAfterMs`: how long the endpoint wants to be left alone. */
export class ModelBusy extends CopilotError {
  readonly retryAfterMs: number | undefined

  constructor(message: string, retryAfterMs?: number) {
    super({
      code: 'MODEL_BUSY',
      category: 'transient',
      message,
      remedy: retryAfterMs === undefined ? 'Try again in a moment.' : `Try again in ${seconds(retryAfterMs)}.`,
    })
    this.retryAfterMs = retryAfterMs
  }
}

/** Rubbish, an answer cut off, an empty answer, a fault of the server: the same request may well succeed later. */
export function failed(where: string, why: string, cause?: unknown): CopilotError {
  return new CopilotError({
    code: 'MODEL_FAILED',
    category: 'transient',
    message: `The model at ${where} failed: ${why}.`,
    remedy: 'Try again; `aks-copilot models status` shows how the endpoint is.',
    cause,
  })
}

/** The endpoint understood and will not do it: trying again changes nothing. */
export function refused(where: string, why: string): CopilotError {
  return new CopilotError({
    code: 'MODEL_REFUSED',
    category: 'validation',
    message: `The model at ${where} does not accept the request: ${why}.`,
    remedy: 'Check model.name, model.endpoint and model.contextTokens; `aks-copilot models list` shows what there is.',
  })
}

export function denied(
  where: string,
  why: string,
  remedy = 'Check AKS_COPILOT_MODEL_KEY or model.keyFile, and the rights of the login.',
): CopilotError {
  return new CopilotError({
    code: 'MODEL_DENIED',
    category: 'validation',
    message: `The model endpoint ${where} does not accept the login: ${why}.`,
    remedy,
  })
}

export function notFound(name: string, where: string, remedy: string): CopilotError {
  return new CopilotError({
    code: 'MODEL_NOT_FOUND',
    category: 'validation',
    message: `There is no model \`${name}\` at ${where}.`,
    remedy,
  })
}

export function promptTooLong(tokens: number, window: number): CopilotError {
  return new CopilotError({
    code: 'MODEL_PROMPT_TOO_LONG',
    category: 'validation',
    message: `The prompt has ${tokens} tokens; the model's window of ${window} has no room for it and an answer.`,
    remedy: 'Ask about less, or raise model.contextTokens where the model allows it.',
  })
}

export function misconfigured(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'MODEL_CONFIGURATION', category: 'validation', message, remedy })
}

export function closedModel(name: string): CopilotError {
  return new CopilotError({
    code: 'MODEL_CLOSED',
    category: 'transient',
    message: `The model ${name} is being shut down.`,
    remedy: 'Ask again.',
  })
}

function seconds(milliseconds: number): string {
  return `${Math.max(1, Math.ceil(milliseconds / 1000))} s`
}

export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof CopilotError && codes.includes(error.code)
}
