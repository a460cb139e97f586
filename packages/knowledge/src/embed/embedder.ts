/** Turns texts into vectors of one length. Faults are CopilotErrors. */
export interface Embedder {
  /** Model and endpoint: vectors of another name are not comparable. */
  readonly name: string
  /** Nothing leaves the machine. */
  readonly local: boolean
  /** One vector for each text, in order. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>
}
