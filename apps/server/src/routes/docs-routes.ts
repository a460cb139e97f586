import type { App } from '../http/app.ts'
import type { OpenApi, Operation } from '../http/openapi.ts'

/** The OpenAPI document, and a page that shows it without a script. */
export function docsRoutes(app: App, document: () => OpenApi): void {
  let known: OpenApi | undefined
  const whole = (): OpenApi => (known ??= document())
  app.get('/api/openapi.json', whole)
  app.get('/api/docs', async (_, reply) => await reply.type('text/html; charset=utf-8').send(page(whole())))
  app.get('/api/docs.css', async (_, reply) => await reply.type('text/css; charset=utf-8').header('cache-control', 'no-cache').send(STYLE))
}

function page({ info, paths, components }: OpenApi): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(path, method, operation)),
  )
  const schemas = Object.entries(components.schemas)
    .map(
      ([name, schema]) =>
        `<details id="${escaped(name)}"><summary><code>${escaped(name)}</code></summary><pre>${linked(schema)}</pre></details>`,
    )
    .join('\n')
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>aks-copilot API</title>
<link rel="stylesheet" href="/api/docs.css"><main><h1>${escaped(info.title)} ${escaped(info.version)}</h1>
<p>The document: <a href="/api/openapi.json">/api/openapi.json</a>. Errors are problem details (RFC 9457). Live answers and incidents: <code>/ws</code>.</p>
${operations.join('\n')}<h2>Schemas</h2>${schemas}</main></html>`
}

function section(path: string, method: string, { summary, parameters, requestBody, responses }: Operation): string {
  const rows = parameters
    .map(
      ({ name, in: place, required, schema }) =>
        `<tr><td><code>${escaped(name)}</code><td>${place}${required ? ', required' : ''}<td><code>${linked(schema)}</code>`,
    )
    .join('')
  const table = rows === '' ? '' : `<table>${rows}</table>`
  const body = requestBody === undefined ? '' : `<h4>Body</h4><pre>${linked(requestBody)}</pre>`
  return `<details><summary><code>${method.toUpperCase()} ${escaped(path)}</code> ${escaped(summary)}</summary>${table}${body}<h4>Answers</h4><pre>${linked(responses)}</pre></details>`
}

/** JSON in which each reference to a schema is a link. */
function linked(value: unknown): string {
  return escaped(JSON.stringify(value, undefined, 2)).replaceAll(/#\/components\/schemas\/(\w+)/g, '<a href="#$1">$1</a>')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

const STYLE = `:root { color-scheme: light dark; --line: #8884; --accent: light-dark(#0067a3, #4cd7ff) }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; background: light-dark(#fbfbf9, #0b1020); color: light-dark(#14181f, #e6ebf5) }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem }
h1 { font-size: 20px } h2 { font-size: 15px; margin-top: 2rem } h4 { font-size: 13px; margin: 1rem 0 0 }
details { border-top: 1px solid var(--line); padding: .5rem 0 } summary { cursor: pointer }
code, pre { font: 13px/1.5 ui-monospace, monospace } pre { overflow: auto; margin: .5rem 0 } table { border-collapse: collapse; font-size: 13px }
td { padding: .2rem 1rem .2rem 0; vertical-align: top } a { color: var(--accent) }
form { display: grid; gap: .5rem; max-width: 24rem } input, button { font: inherit; padding: .5rem; border: 1px solid var(--line); border-radius: 4px }
[role=alert] { color: light-dark(#a30036, #ff6d8f) } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
`
