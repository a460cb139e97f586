import type { Problem } from '@aks-copilot/contracts'

/** What the server said when it refused, or what stands for it when it could not be asked. */
export class ApiError extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.name = 'ApiError'
    this.problem = problem
  }

  /** The server could not be asked at all: the last known state stays on the screen, greyed. */
  get unreachable(): boolean {
    return this.problem.code === 'SERVER_UNREACHABLE'
  }
}

/** The server wants a token that this browser has not shown, or no longer. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 401
}

/** Any thrown value as a problem that can be shown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem
  return localProblem(
    'PAGE_FAULT',
    'critical',
    'The page failed',
    error instanceof Error ? error.message : String(error),
    'Reload the page.',
  )
}

export function localProblem(code: string, category: Problem['category'], title: string, detail: string, remedy: string): Problem {
  return { type: 'about:blank', status: 0, code, category, title, detail, remedy, runId: '' }
}
