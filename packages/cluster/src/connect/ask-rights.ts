import { randomUUID } from 'node:crypto'
import { Field } from '@aks-copilot/kubernetes'
import { ApiFault, type ApiServer } from './api-server.ts'

/** One thing that RBAC allows or not. */
export interface Right {
  readonly verb: 'get' | 'list' | 'watch'
  /** '' for core. */
  readonly group: string
  /** Plural, with a subresource where there is one: `pods/log`. */
  readonly resource: string
  /** undefined: in all namespaces, or on what has none. */
  readonly namespace?: string | undefined
}

/** What the user of an API server may do; each question is asked once. */
export class Rights {
  readonly #api: ApiServer
  readonly #signal: AbortSignal | undefined
  readonly #rules = new Map<string, Promise<readonly Field[] | undefined>>()
  #everything: Promise<boolean> | undefined
  /** A namespace that there is not: the rules that hold in it hold in all, and for what has none. One question in place of two for each kind. */
  readonly #nowhere = `nowhere-${randomUUID()}`

  constructor(api: ApiServer, signal?: AbortSignal) {
    this.#api = api
    this.#signal = signal
  }

  /** True also where nobody can tell, because the server lets no such question be asked: the first list will tell. */
  async may(right: Right): Promise<boolean> {
    this.#everything ??= this.#review({ verb: '*', group: '*', resource: '*' })
    if (await this.#everything) return true
    const rules = await this.#rulesIn(right.namespace ?? this.#nowhere)
    return rules === undefined ? await this.#review(right) : rules.some((rule) => allows(rule, right))
  }

  /** The rules that hold in a namespace; undefined where the server can't list them all, as with Azure RBAC. */
  async #rulesIn(namespace: string): Promise<readonly Field[] | undefined> {
    const known = this.#rules.get(namespace) ?? this.#readRules(namespace)
    this.#rules.set(namespace, known)
    return known
  }

  async #readRules(namespace: string): Promise<readonly Field[] | undefined> {
    const status = await this.#ask('selfsubjectrulesreviews', { namespace })
    const rules = status?.at('resourceRules')
    return rules === undefined || !Array.isArray(rules.value) || status?.at('incomplete').is(true) === true ? undefined : rules.items()
  }

  async #review({ verb, group, resource, namespace }: Omit<Right, 'verb'> & { verb: string }): Promise<boolean> {
    const [name, subresource] = resource.split('/')
    const status = await this.#ask('selfsubjectaccessreviews', {
      resourceAttributes: { verb, group, resource: name, subresource, namespace },
    })
    return status === undefined ? verb !== '*' : status.at('allowed').is(true)
  }

  async #ask(kind: 'selfsubjectaccessreviews' | 'selfsubjectrulesreviews', spec: unknown): Promise<Field | undefined> {
    try {
      return new Field(await this.#api.review(kind, spec, { signal: this.#signal })).at('status')
    } catch (error) {
      if (error instanceof ApiFault && (error.status === 403 || error.status === 404)) return undefined
      throw error
    }
  }
}

/** A rule for objects of certain names grants no list of them. */
function allows(rule: Field, { verb, group, resource }: Right): boolean {
  const has = (list: string, ...wanted: readonly string[]): boolean =>
    rule
      .at(list)
      .items()
      .some((item) => item.is('*') || wanted.some((word) => item.is(word)))
  const [, subresource] = resource.split('/')
  const anyWith = subresource === undefined ? [] : [`*/${subresource}`]
  return (
    rule.at('resourceNames').items().length === 0 && has('verbs', verb) && has('apiGroups', group) && has('resources', resource, ...anyWith)
  )
}
