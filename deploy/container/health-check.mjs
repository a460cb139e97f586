/** Ends with 0 when the server of this container answers; for a HEALTHCHECK, which has neither a shell nor curl here. */
const port = process.env.AKS_COPILOT_SERVER_PORT ?? '8000'
const isWell = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2500) }).then(
  ({ ok }) => ok,
  () => false,
)
process.exitCode = isWell ? 0 : 1
