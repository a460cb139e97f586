import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** What the endpoint does with each prompt from now on. `dies`: the connection breaks after the words. */
export interface Script {
  words: string
  /** Milliseconds between two words. */
  pace: number
  ending: 'stops' | 'dies' | 'hangs'
  /** Answers with this status in place of words. */
  status?: number
}

export interface ScriptedModel {
  readonly url: string
  readonly script: Script
  /** Prompts that were answered or are being answered. */
  asked: number
  /** Streams whose reader went away before the end. */
  left: number
  stop(): Promise<void>
}

/** An endpoint with the OpenAI interface that says what a test tells it to. */
export async function scriptedModel(names: readonly string[], first: Script): Promise<ScriptedModel> {
  const model = { url: '', script: first, asked: 0, left: 0, stop: async () => await Promise.resolve() }
  const server = createServer((request, response) => {
    request.resume()
    if (request.url === '/v1/models') {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ object: 'list', data: names.map((id) => ({ id, object: 'model' })) }))
      return
    }
    model.asked += 1
    const own = { ...model.script }
    if (own.status !== undefined) {
      response.statusCode = own.status
      response.end(JSON.stringify({ error: { message: 'scripted' } }))
      return
    }
    response.on('close', () => void (model.left += response.writableFinished ? 0 : 1))
    void speak(response, own)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  model.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  model.stop = async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return model
}

async function speak(response: ServerResponse, { words, pace, ending }: Script): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const word of words.split(/(?<=\s)/)) {
    if (response.destroyed) return
    response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: word } }] })}\n\n`)
    await wait(pace)
  }
  if (ending === 'dies') response.destroy()
  if (ending !== 'stops') return
  response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`)
  response.end('data: [DONE]\n\n')
}
