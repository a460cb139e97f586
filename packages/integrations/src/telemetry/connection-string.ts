import { CopilotError } from '@aks-copilot/contracts'

/** Where Application Insights takes telemetry, and for which resource. */
export interface Ingestion {
  readonly instrumentationKey: string
  /** `https://westeurope-5.in.applicationinsights.azure.com/v2.1/track` */
  readonly url: string
}

const GLOBAL = 'https://dc.services.visualstudio.com'
const KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Reads APPLICATIONINSIGHTS_CONNECTION_STRING. Throws TELEMETRY_NOT_CONFIGURED, which says nothing of what was read. */
export function readConnectionString(text: string): Ingestion {
  const fields = new Map(
    text
      .split(';')
      .map((pair) => pair.trim())
      .filter((pair) => pair !== '')
      .map((pair): [string, string] => {
        const at = pair.indexOf('=')
        if (at < 1) throw notConfigured('has a part that is no KEY=VALUE')
        return [pair.slice(0, at).trim().toLowerCase(), pair.slice(at + 1).trim()]
      }),
  )
  const instrumentationKey = fields.get('instrumentationkey') ?? ''
  if (!KEY.test(instrumentationKey)) throw notConfigured('has no InstrumentationKey')
  return { instrumentationKey, url: trackOf(endpointOf(fields)) }
}

function endpointOf(fields: ReadonlyMap<string, string>): string {
  const given = fields.get('ingestionendpoint')
  if (given !== undefined && given !== '') return given
  const suffix = fields.get('endpointsuffix')
  if (suffix === undefined || suffix === '') return GLOBAL
  const location = fields.get('location')
  return `https://${location === undefined || location === '' ? '' : `${location}.`}dc.${suffix}`
}

function trackOf(endpoint: string): string {
  const url = URL.parse(endpoint)
  const isHere = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)
  if (url === null || url.username !== '' || !(url.protocol === 'https:' || (url.protocol === 'http:' && isHere)))
    throw notConfigured('has an IngestionEndpoint that does not begin with https://')
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}/v2.1/track`
}

function notConfigured(what: string): CopilotError {
  return new CopilotError({
    code: 'TELEMETRY_NOT_CONFIGURED',
    category: 'validation',
    message: `APPLICATIONINSIGHTS_CONNECTION_STRING ${what}.`,
    remedy: 'Copy the connection string from the overview of the Application Insights resource, or unset the variable.',
  })
}
