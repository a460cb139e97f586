import { ApiFault, type ApiServer } from '@aks-copilot/cluster'
import { applicationParts } from '@aks-copilot/contracts'
import type { ApplicationStatus, Deployer } from '@aks-copilot/remediation/ports'
import type { z } from 'zod'
import { applicationPath, applicationsPath, type ApplicationWriter } from '../kubernetes/application-writer.ts'
import { withRetries } from '../kubernetes/with-retries.ts'
import { type Application, applicationListSchema, applicationSchema, projectSchema } from './application-schema.ts'
import { applicationUnknown, argoCdError, malformed } from './argo-cd-faults.ts'
import { isOperating, isOutdatedRetry, syncOperation } from './ask-for-sync.ts'
import { followApplication } from './follow-application.ts'
import { readApplication } from './read-application.ts'
import { judgeWindows } from './sync-windows.ts'

export interface ClusterArgoCdOptions {
  readonly api: ApiServer
  readonly writer: ApplicationWriter
  /** Where Argo CD and its Applications are. */
  readonly namespace: string
  /**
   * Where Applications are beside that, and are listed too. Only those that are named: where Argo CD itself does not look, whoever may make
   * an Application would have the repository that it names repaired.
   */
  readonly applicationNamespaces?: readonly string[] | undefined
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const PAGE = 100
const MOST_PAGES = 50
const MOST_CONFLICTS = 5

type SyncAnswer = Awaited<ReturnType<Deployer['sync']>>

/**
 * Argo CD through its Application objects: needs no server of Argo CD and no token, only the rights to read Applications and AppProjects
 * and to patch Applications. `NAMESPACE/NAME` names an Application outside of Argo CD's own namespace. Throws
 * ARGOCD_APPLICATION_UNKNOWN, ARGOCD_MALFORMED and what a cluster throws. Windows of global projects are not read: Argo CD itself keeps an
 * operation waiting for them, and says so.
 */
export class ClusterArgoCd implements Deployer {
  readonly #options: ClusterArgoCdOptions

  constructor(options: ClusterArgoCdOptions) {
    this.#options = options
  }

  async application(name: string, signal?: AbortSignal): Promise<ApplicationStatus> {
    return readApplication(await this.#read(this.#place(name), signal))
  }

  async applications(signal?: AbortSignal): Promise<readonly ApplicationStatus[]> {
    const { namespace, applicationNamespaces = [] } = this.#options
    const found: ApplicationStatus[] = []
    for (const place of new Set([namespace, ...applicationNamespaces])) found.push(...(await this.#applicationsIn(place, signal)))
    return found
  }

  async #applicationsIn(namespace: string, signal: AbortSignal | undefined): Promise<readonly ApplicationStatus[]> {
    const found: ApplicationStatus[] = []
    let next = ''
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const answer = await this.#get(applicationsPath(namespace), { namespace }, signal, {
        limit: PAGE,
        continue: next === '' ? undefined : next,
      })
      const { items, metadata } = parsed(applicationListSchema, answer, 'its Applications')
      found.push(...items.map((item) => readApplication(item)))
      next = metadata.continue ?? ''
      if (next === '') return found
    }
    throw malformed('its Applications', `there are more than ${PAGE * MOST_PAGES}`)
  }

  async *follow(name: string, signal: AbortSignal): AsyncGenerator<ApplicationStatus> {
    const place = this.#place(name)
    const follow = {
      api: this.#options.api,
      path: applicationsPath(place.namespace),
      name: place.name,
      read: async () => await this.#read(place, signal),
      parse: (value: unknown) => parsed(applicationSchema, value, place.name),
      gone: () => applicationUnknown(place.name, `namespace ${place.namespace} any more`),
      fault: (error: unknown) => argoCdError(error, this.#options.api, place),
    }
    for await (const application of followApplication(follow, signal)) yield readApplication(application)
  }

  async refresh(name: string, signal?: AbortSignal): Promise<void> {
    const place = this.#place(name)
    await this.#asked(place, signal, async () => await this.#options.writer.refresh(place.namespace, place.name, signal))
  }

  async sync(name: string, revision: string, signal?: AbortSignal): Promise<SyncAnswer> {
    const place = this.#place(name)
    for (let tries = 1; ; tries += 1) {
      const application = await this.#read(place, signal)
      const isOutdated = isOutdatedRetry(application)
      if (isOperating(application) && !isOutdated) return { state: 'asked' }
      const denied = await this.#windows(application, signal)
      if (denied !== undefined) return { state: 'denied', why: denied }
      try {
        await (isOutdated ? this.#terminate(application, signal) : this.#operate(application, revision, signal))
        return { state: 'asked' }
      } catch (error) {
        if (error instanceof ApiFault && error.status === 403)
          return { state: 'denied', why: `The API server does not allow it: ${error.message}` }
        // Argo CD writes to it all the time: look again, and ask again where still nobody asked.
        if (!(error instanceof ApiFault) || error.status !== 409 || tries === MOST_CONFLICTS)
          throw argoCdError(error, this.#options.api, place)
      }
    }
  }

  async #operate(application: Application, revision: string, signal: AbortSignal | undefined): Promise<void> {
    const { namespace, name, resourceVersion } = application.metadata
    if (resourceVersion === undefined) throw malformed(name, 'it has no resourceVersion')
    const operation = syncOperation(application, revision)
    await withRetries(async () => await this.#options.writer.operate(namespace, name, operation, resourceVersion, signal), signal)
  }

  async #terminate({ metadata }: Application, signal: AbortSignal | undefined): Promise<void> {
    const { namespace, name, resourceVersion } = metadata
    if (resourceVersion === undefined) throw malformed(name, 'it has no resourceVersion')
    await withRetries(async () => await this.#options.writer.terminate(namespace, name, resourceVersion, signal), signal)
  }

  /** Why the windows of its project do not let it be synced now. */
  async #windows(application: Application, signal: AbortSignal | undefined): Promise<string | undefined> {
    const { api, namespace, now } = this.#options
    const { project } = application.spec
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/appprojects/${encodeURIComponent(project)}`
    try {
      const value = await withRetries(async () => await api.get(path, { signal }), signal)
      const verdict = judgeWindows(parsed(projectSchema, value, `the project ${project}`).spec.syncWindows ?? [], application, now())
      return verdict.allowed ? undefined : verdict.why
    } catch (error) {
      if (!(error instanceof ApiFault) || error.isTransient) throw argoCdError(error, api, { namespace })
      return `The project ${project} cannot be read (${error.message}), so its sync windows are not known.`
    }
  }

  async #read(place: Place, signal: AbortSignal | undefined): Promise<Application> {
    return parsed(applicationSchema, await this.#get(applicationPath(place.namespace, place.name), place, signal), place.name)
  }

  async #get(
    path: string,
    place: { readonly namespace: string; readonly name?: string },
    signal: AbortSignal | undefined,
    query: Readonly<Record<string, string | number | undefined>> = {},
  ): Promise<unknown> {
    return await this.#asked(place, signal, async () => await this.#options.api.get(path, { query, signal }))
  }

  async #asked<Result>(
    place: { readonly namespace: string; readonly name?: string },
    signal: AbortSignal | undefined,
    call: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await withRetries(call, signal)
    } catch (error) {
      throw argoCdError(error, this.#options.api, place)
    }
  }

  #place(name: string): Place {
    const parts = applicationParts(name)
    if (parts === undefined) throw applicationUnknown(name, `the cluster ${this.#options.api.name}`)
    return { namespace: parts.namespace ?? this.#options.namespace, name: parts.name }
  }
}

interface Place {
  readonly namespace: string
  readonly name: string
}

function parsed<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  throw malformed(what, read.error.issues[0]?.path.map(String).join('.') ?? 'the whole')
}
