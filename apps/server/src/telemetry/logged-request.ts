export interface LoggedRequest {
  readonly runId: string
  readonly method: string
  /** The route, never the address: that may hold names and words of people. */
  readonly route: string
  readonly status: number
  readonly milliseconds: number
}
