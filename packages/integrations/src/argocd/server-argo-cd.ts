import { applicationParts, CopilotError } from '@aks-copilot/contracts'
import type { ApplicationStatus, Deployer } from '@aks-copilot/remediation/ports'
import { z } from 'zod'
import { type Application, applicationListSchema, applicationSchema } from './application-schema.ts'
import { applicationUnknown, malformed } from './argo-cd-faults.ts'
import { isOperating, isOutdatedRetry } from './ask-for-sync.ts'
import { isAutomated, readApplication } from './read-application.ts'
import { ArgoCdHttp, type ArgoCdServer, ServerFault } from './server-http.ts'

const windowsSchema = z.looseObject({
  canSync: z.boolean().default(false),
  activeWindows: z
    .array(z.looseObject({ kind: z.string().optional(), schedule: z.string().optional(), duration: z.string().optional() }))
    .nullish(),
})
const eventSchema = z.looseObject({ result: z.looseObject({ type: z.string(), application: applicationSchema }) })

/** Between our look and our asking somebody else asked, or had it synced automatically: it comes without us. */
const MOVED_MEANWHILE = /another operation is already in progress|auto-sync currently set to/i

type SyncAnswer = Awaited<ReturnType<Deployer['sync']>>

/**
 * Argo CD through the REST API of its server (`/api/v1`), with a token. `NAMESPACE/NAME` names an Application outside of Argo CD's own
 * namespace. Throws ARGOCD_NOT_CONFIGURED, ARGOCD_UNREACHABLE, ARGOCD_DENIED, ARGOCD_APPLICATION_UNKNOWN and ARGOCD_MALFORMED.
 */
export class ServerArgoCd implements Deployer {
  readonly #http: ArgoCdHttp

  constructor(server: ArgoCdServer) {
    this.#http = new ArgoCdHttp(server)
  }

  async application(name: string, signal?: AbortSignal): Promise<ApplicationStatus> {
    return readApplication(await this.#read(name, {}, signal))
  }

  async applications(signal?: AbortSignal): Promise<readonly ApplicationStatus[]> {
    const answer = await this.#asked(undefined, async () => await this.#http.json('GET', '/applications', { signal }))
    return (
      parsed(
        z.looseObject({ ...applicationListSchema.shape, items: z.array(applicationSchema).nullish() }),
        answer,
        'its Applications',
      ).items?.map((item) => readApplication(item)) ?? []
    )
  }

  async *follow(name: string, signal: AbortSignal): AsyncGenerator<ApplicationStatus> {
    let version: string | undefined
    for (let breaks = 0; !signal.aborted; breaks += 1) {
      try {
        const application = await this.#read(name, {}, signal)
        if (application.metadata.resourceVersion !== version) yield readApplication(application)
        version = application.metadata.resourceVersion
        const { path, query } = this.#place(name)
        for await (const line of this.#http.lines('/stream/applications', {
          // Without a version it begins with the present state: what happened before it listened is not lost.
          query: { name: path, ...query },
          signal,
        })) {
          const { result } = parsed(eventSchema, line, name)
          if (result.type === 'DELETED') throw applicationUnknown(name, `${this.#http.origin} any more`)
          if (result.application.metadata.resourceVersion === version) continue
          version = result.application.metadata.resourceVersion
          breaks = 0
          yield readApplication(result.application)
        }
      } catch (error) {
        if (signal.aborted) return
        if (!(error instanceof CopilotError) || error.category !== 'transient') throw error
      }
      await this.#http.pause(breaks + 1, signal)
    }
  }

  async refresh(name: string, signal?: AbortSignal): Promise<void> {
    await this.#read(name, { refresh: 'normal' }, signal)
  }

  async sync(name: string, revision: string, signal?: AbortSignal): Promise<SyncAnswer> {
    const application = await this.#read(name, {}, signal)
    const isOutdated = isOutdatedRetry(application)
    if (isOperating(application) && !isOutdated) return { state: 'asked' }
    const { path, query } = this.#place(name)
    const address = `/applications/${encodeURIComponent(path)}`
    try {
      const windows = parsed(windowsSchema, await this.#http.json('GET', `${address}/syncwindows`, { query, signal }), name)
      if (!windows.canSync) return { state: 'denied', why: windowText(windows) }
      if (isOutdated) await this.#http.json('DELETE', `${address}/operation`, { query, signal })
      else await this.#http.json('POST', `${address}/sync`, { signal, body: syncRequest(application, path, query.appNamespace, revision) })
      return { state: 'asked' }
    } catch (error) {
      if (error instanceof ServerFault && error.status === 403)
        return { state: 'denied', why: `Argo CD does not allow it: ${error.message}` }
      if (error instanceof ServerFault && error.status === 400 && MOVED_MEANWHILE.test(error.message)) return { state: 'asked' }
      throw this.#fault(error, name)
    }
  }

  async #read(name: string, query: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<Application> {
    const place = this.#place(name)
    const answer = await this.#asked(
      name,
      async () =>
        await this.#http.json('GET', `/applications/${encodeURIComponent(place.path)}`, { query: { ...place.query, ...query }, signal }),
    )
    return parsed(applicationSchema, answer, name)
  }

  #place(name: string): Place {
    const parts = applicationParts(name)
    if (parts === undefined) throw applicationUnknown(name, this.#http.origin)
    return { path: parts.name, query: parts.namespace === undefined ? {} : { appNamespace: parts.namespace } }
  }

  async #asked<Result>(name: string | undefined, call: () => Promise<Result>): Promise<Result> {
    try {
      return await call()
    } catch (error) {
      throw this.#fault(error, name)
    }
  }

  /** Argo CD says 403, not 404, of an Application that is not there: nobody shall learn names by asking. */
  #fault(error: unknown, name: string | undefined): unknown {
    if (!(error instanceof ServerFault)) return error
    if (error.status === 404) return applicationUnknown(name, this.#http.origin)
    return this.#http.errorOf(error, name)
  }
}

interface Place {
  readonly path: string
  readonly query: { readonly appNamespace?: string }
}

/**
 * An Application that is synced automatically takes no revision but its own target ("Cannot sync to …: auto-sync currently set to …"), so it is
 * asked for without one; several sources are synced as each of them says.
 */
function syncRequest(application: Application, name: string, appNamespace: string | undefined, revision: string): unknown {
  const isOfTarget = isAutomated(application) || (application.spec.sources ?? []).length > 0
  return {
    name,
    ...(appNamespace === undefined ? {} : { appNamespace }),
    ...(isOfTarget ? {} : { revision }),
    prune: application.spec.syncPolicy?.automated?.prune ?? false,
    strategy: { hook: {} },
    infos: [{ name: 'Reason', value: 'Asked for by aks-copilot' }],
    ...(application.spec.syncPolicy?.syncOptions === undefined ? {} : { syncOptions: { items: application.spec.syncPolicy.syncOptions } }),
  }
}

function windowText({ activeWindows }: z.infer<typeof windowsSchema>): string {
  const [window] = activeWindows ?? []
  return window === undefined
    ? 'It is allowed only in a sync window.'
    : `A sync window denies it now: ${window.kind ?? ''} \`${window.schedule ?? ''}\` for ${window.duration ?? ''}.`
}

function parsed<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw malformed(what, read.error.issues[0]?.path.map(String).join('.') ?? 'the whole')
}
