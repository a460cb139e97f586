import { CopilotError } from '@aks-copilot/contracts'
import { networkTrouble, ServiceFault } from '../calls/service-fault.ts'

export function notConfigured(message: string, remedy: string): CopilotError {
  return new CopilotError({ code: 'KEY_VAULT_NOT_CONFIGURED', category: 'validation', message, remedy })
}

export function unreachable(vault: string, why: string, status?: number): ServiceFault {
  return new ServiceFault(
    {
      code: 'KEY_VAULT_UNREACHABLE',
      category: 'transient',
      message: `The Key Vault ${vault} does not answer as it should: ${why}.`,
      remedy: 'Check the name of the vault, the network, its private endpoint and its firewall, and try again.',
    },
    { status },
  )
}

export function throttled(vault: string, waitMs: number): ServiceFault {
  return new ServiceFault(
    {
      code: 'KEY_VAULT_THROTTLED',
      category: 'transient',
      message: `The Key Vault ${vault} takes no more requests for ${Math.ceil(waitMs / 1000)} s.`,
      remedy: 'Try again later; if it stays so, spread what uses the vault over several.',
    },
    { status: 429, waitMs },
  )
}

/** The secret is there, and must not be used. */
export function unusable(secret: string, why: string): ServiceFault {
  return new ServiceFault({
    code: 'KEY_VAULT_SECRET_UNUSABLE',
    category: 'validation',
    message: `The secret \`${secret}\` ${why}.`,
    remedy: 'Set a new version of it, or mend its dates, or enable it: az keyvault secret set or set-attributes.',
  })
}

function denied(message: string, remedy: string, status?: number): ServiceFault {
  return new ServiceFault({ code: 'KEY_VAULT_DENIED', category: 'validation', message, remedy }, { status })
}

const THROTTLE_MS = 5000

export interface Refusal {
  readonly vault: string
  readonly secret: string
  readonly status: number
  /** The inner code of the answer, such as ForbiddenByRbac. */
  readonly inner: string | undefined
  readonly retryAfter: string | undefined
}

/** What an answer that is no success means. */
export function faultOfAnswer({ vault, secret, status, inner, retryAfter }: Refusal): ServiceFault {
  if (status === 429) return throttled(vault, waitOf(retryAfter))
  if (status >= 500 || status === 408) return unreachable(vault, `it says ${status}`, status)
  if (status === 401)
    return denied(
      `The Key Vault ${vault} does not accept the login (401).`,
      'The login has ended, or belongs to another tenant than the vault: log in again (az login --tenant), or check AZURE_TENANT_ID.',
      401,
    )
  if (status === 403) return forbidden(vault, secret, inner)
  if (status === 404)
    return new ServiceFault(
      {
        code: 'KEY_VAULT_SECRET_UNKNOWN',
        category: 'validation',
        message: `The Key Vault ${vault} has no secret \`${secret}\`, or no such version of it.`,
        remedy:
          'Check the name; if it was deleted, az keyvault secret list-deleted shows it and az keyvault secret recover brings it back.',
      },
      { status },
    )
  return new ServiceFault(
    {
      code: 'KEY_VAULT_REFUSED',
      category: 'validation',
      message: `The Key Vault ${vault} refuses to give \`${secret}\` (${status}).`,
      remedy: 'Check the address of the vault and the name of the secret.',
    },
    { status },
  )
}

function forbidden(vault: string, secret: string, inner: string | undefined): ServiceFault {
  if (inner === 'SecretDisabled') return unusable(secret, 'is disabled')
  if (inner === 'ForbiddenByFirewall' || inner === 'ForbiddenByConnection')
    return denied(
      `The firewall of the Key Vault ${vault} does not let this machine in (403 ${inner}).`,
      'Add its address or its network to the vault, or go by the private endpoint.',
      403,
    )
  const byPolicy = inner === 'ForbiddenByPolicy' || inner === 'AccessDenied'
  return denied(
    `The login may not read \`${secret}\` of the Key Vault ${vault} (403${inner === undefined ? '' : ` ${inner}`}).`,
    byPolicy
      ? 'Give it the permission Get for secrets in the access policies of the vault.'
      : 'Give it the role Key Vault Secrets User on the vault or on the secret; a new role takes some minutes.',
    403,
  )
}

function waitOf(retryAfter: string | undefined): number {
  const seconds = Number(retryAfter ?? Number.NaN)
  if (Number.isFinite(seconds) && seconds >= 0) return seconds * 1000
  const date = Date.parse(retryAfter ?? '')
  return Number.isNaN(date) ? THROTTLE_MS : Math.max(0, date - Date.now())
}

const NO_IDENTITY = new Set(['CredentialUnavailableError', 'AggregateAuthenticationError', 'AuthenticationRequiredError'])

/** What getting a login threw; undefined where it was something else. Of its text only the number of Entra ID is taken. */
export function faultOfLogin(vault: string, error: Error): ServiceFault | undefined {
  if (NO_IDENTITY.has(error.name))
    return denied(
      `There is no login for the Key Vault ${vault}.`,
      'On AKS use workload identity, on other Azure machines a managed identity; elsewhere set AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET, or run az login.',
    )
  if (error.name !== 'AuthenticationError') return undefined
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 0
  if (status >= 500 || status === 429) return unreachable(vault, `Entra ID says ${status}`, status)
  const [number] = /AADSTS\d{4,9}/.exec(error.message) ?? []
  return denied(
    `Entra ID does not give a login for the Key Vault ${vault}${number === undefined ? '' : ` (${number})`}.`,
    'Check the identity: its tenant, its id, its federated credential or its secret, which may have ended.',
  )
}

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no vault of that name, or its name is unknown here',
  PARSE_ERROR: 'its answer is no JSON',
  ANSWER_TOO_LARGE: 'its answer has no end',
}

/** No answer, or half of one. */
export function faultOfNetwork(vault: string, error: unknown): ServiceFault {
  const { code, why } = networkTrouble(error)
  return unreachable(vault, WORDS[code] ?? why)
}
