import { secretHider } from '@aks-copilot/contracts'
import type { Terminal } from './terminal.ts'

type Environment = Terminal['environment']

/** Variables that are called after secrets. */
const SECRET_NAME = /(?:TOKEN|KEY|SECRET|PASSWORD|PASSWD|SAS|CONNECTION_STRING)$/
/** What is shorter than a real secret may be a word of any message; what leads to a secret, or to a file, is none. */
const SECRET_VALUE = /^(?!keyvault:|https?:\/\/|[/.~])\S{12,}$/
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY/
/** `scheme://user:password@host` */
const URL_PASSWORD = /:\/\/[^\s:/@]*:([^\s@]{8,})@/

const known = new WeakMap<Environment, KnownSecrets>()

/** The secrets of whoever runs with this environment: those in its variables, and each that is read later from a file or a Key Vault. */
export function knownSecrets(environment: Environment): KnownSecrets {
  const all = known.get(environment) ?? new KnownSecrets(environment)
  known.set(environment, all)
  return all
}

/** What no line that this process writes for people or programs may say, whoever quotes it, and whyever. */
class KnownSecrets {
  readonly #secrets: Set<string>
  #hide: ((text: string) => string) | undefined

  constructor(environment: Environment) {
    this.#secrets = new Set(Object.entries(environment).flatMap(([name, value = '']) => secretsIn(name, value.trim())))
  }

  /** Notes a secret that was read; returns it. */
  note(secret: string): string {
    if (SECRET_VALUE.test(secret) || PRIVATE_KEY.test(secret)) {
      this.#secrets.add(secret)
      this.#hide = undefined
    }
    return secret
  }

  /** The text without any of them. */
  hide(text: string): string {
    this.#hide ??= secretHider([...this.#secrets])
    return this.#hide(text)
  }

  /** The same for each text of a value that will be JSON. */
  hideIn(value: unknown): unknown {
    if (typeof value === 'string') return this.hide(value)
    if (Array.isArray(value)) return value.map((item: unknown) => this.hideIn(item))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, child]) => [this.hide(name), this.hideIn(child)]))
  }
}

function secretsIn(name: string, value: string): string[] {
  const password = URL_PASSWORD.exec(value)?.[1]
  if (password !== undefined) return [password]
  return (SECRET_NAME.test(name) && SECRET_VALUE.test(value)) || PRIVATE_KEY.test(value) ? [value] : []
}
