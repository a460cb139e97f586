import type { RunCommand } from '../run-command.ts'

const ADDRESS = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d{2,5}/

/** Asks the foundry program where its service listens; undefined where there is no program or no service. Release 1.0 says `server` for `service`. */
export async function discoverFoundry(run: RunCommand, signal: AbortSignal): Promise<string | undefined> {
  for (const word of ['service', 'server']) {
    const said = await run('foundry', [word, 'status'], signal)
    const address = said === undefined ? undefined : ADDRESS.exec(said)?.[0]
    if (address !== undefined) return address
  }
  return undefined
}
