/**
 * A small HTTP server in front of a GGUF file: what of the OpenAI interface a chat needs (`/v1/models`, `/v1/chat/completions`), so that
 * tests and benches have a real model behind a real socket. `node bench/models/serve-gguf.ts FILE [--port 8090] [--library FOLDER]`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { LlamaEngine } from '../../packages/models/src/embedded/llama-engine.ts'

const requestSchema = z.object({
  messages: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
  stream: z.boolean().default(false),
  max_tokens: z.number().int().positive().default(512),
  temperature: z.number().default(0.7),
  response_format: z.object({ type: z.string(), json_schema: z.object({ schema: z.looseObject({}) }).optional() }).optional(),
})

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '8090' }, library: { type: 'string' }, context: { type: 'string', default: '4096' } },
})
const [file] = positionals
if (file === undefined) throw new Error('Name a GGUF file.')
const name = basename(file).replace(/\.gguf$/, '')
const engine = await LlamaEngine.load({
  file,
  library: values.library ?? process.env['AKS_COPILOT_LLAMA'],
  contextTokens: Number(values.context),
})

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    if (!response.headersSent) json(response, 500, { error: { message: error instanceof Error ? error.message : 'failed' } })
    else response.destroy()
  })
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/v1/models') return json(response, 200, { object: 'list', data: [{ id: name, object: 'model' }] })
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions')
    return json(response, 404, { error: { message: 'no such path' } })
  const asked = requestSchema.safeParse(JSON.parse(await bodyOf(request)))
  if (!asked.success) return json(response, 400, { error: { message: z.prettifyError(asked.error) } })
  await complete(asked.data, response)
}

async function complete(asked: z.infer<typeof requestSchema>, response: ServerResponse): Promise<void> {
  const stop = new AbortController()
  response.on('close', () => stop.abort())
  const schema = asked.response_format?.json_schema?.schema
  const parts = engine.generate({
    messages: asked.messages,
    maxTokens: asked.max_tokens,
    temperature: asked.temperature,
    signal: stop.signal,
    ...(schema === undefined ? {} : { shape: { rung: 'schema', name: 'value', schema } }),
  })
  if (asked.stream) response.writeHead(200, { 'content-type': 'text/event-stream' })
  let whole = ''
  for await (const part of parts) {
    if (part.type === 'text') {
      whole += part.text
      if (asked.stream) response.write(chunk({ choices: [{ index: 0, delta: { content: part.text }, finish_reason: null }] }))
    }
    if (part.type !== 'end') continue
    const usage = {
      prompt_tokens: part.prompt ?? 0,
      completion_tokens: part.completion ?? 0,
      total_tokens: (part.prompt ?? 0) + (part.completion ?? 0),
    }
    if (asked.stream) response.end(`${chunk({ choices: [{ index: 0, delta: {}, finish_reason: part.reason }], usage })}data: [DONE]\n\n`)
    else
      json(response, 200, {
        id: 'chat',
        object: 'chat.completion',
        model: name,
        choices: [{ index: 0, message: { role: 'assistant', content: whole }, finish_reason: part.reason }],
        usage,
      })
  }
}

function chunk(value: object): string {
  return `data: ${JSON.stringify({ id: 'chat', object: 'chat.completion.chunk', created: Math.floor(Date.now() / 1000), model: name, ...value })}\n\n`
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString('utf8')
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

server.listen(Number(values.port), '127.0.0.1', () => process.stdout.write(`${name} at http://127.0.0.1:${values.port}/v1\n`))
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    server.close(() => void engine.close().then(() => process.exit(0)))
    server.closeAllConnections()
  })
