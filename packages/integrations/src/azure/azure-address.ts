import { CopilotError } from '@aks-copilot/contracts'

/** The address of a service: https, or http on this machine; no credentials in it. CONFIGURATION_INVALID, which does not repeat it. */
export function azureAddress(address: string, setting: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw invalid(setting, 'It is no https address.')
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) throw invalid(setting, 'It is not https.')
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw invalid(setting, 'It holds more than host and path, perhaps a secret.')
  return url
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

export function invalid(setting: string, why: string): CopilotError {
  return new CopilotError({
    code: 'CONFIGURATION_INVALID',
    category: 'validation',
    message: `${setting} cannot be used. ${why}`,
    remedy: 'Give the plain address; keys belong into variables of the environment: see the guide on the knowledge base.',
  })
}
