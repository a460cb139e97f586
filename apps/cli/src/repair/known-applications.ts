import type { ApplicationStatus } from '@aks-copilot/remediation'

const FRESH = 30_000
const MOST_KNOWN = 500

/** Applications as they were half a minute ago: a page asks for them again and again. */
export class KnownApplications {
  readonly #known = new Map<string, { readonly until: number; readonly application: Promise<ApplicationStatus | undefined> }>()

  async get(name: string, read: () => Promise<ApplicationStatus>): Promise<ApplicationStatus | undefined> {
    const known = this.#known.get(name)
    if (known !== undefined && known.until > Date.now()) return await known.application
    if (this.#known.size >= MOST_KNOWN) this.#known.clear()
    const application = read().catch(() => {
      this.#known.delete(name)
      return undefined
    })
    this.#known.set(name, { until: Date.now() + FRESH, application })
    return await application
  }
}
