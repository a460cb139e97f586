/**
 * Time to the first token through the package beside the same prompt sent straight to the model; bar: at most 5 % more.
 * `AKS_COPILOT_LLAMA=FOLDER node bench/models/measure-first-token.ts FILE.gguf [--rounds 12] [--only embedded]`
 */
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { loadLlamaLibrary } from '../../packages/models/src/embedded/llama-library.ts'
import { type Model, openModel } from '../../packages/models/src/index.ts'
import { FakeEndpoint } from '../../packages/models/src/test-support/fake-endpoint.ts'

const BAR = 1.05
const PORT = 8097

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '12' }, only: { type: 'string' } },
})
const [file] = positionals
const library = process.env['AKS_COPILOT_LLAMA']
if (file === undefined || library === undefined)
  throw new Error('Name a GGUF file, and the folder with node-llama-cpp in AKS_COPILOT_LLAMA.')
const rounds = Number(values.rounds)

const RULES = 'You restate facts about a Kubernetes cluster. Use only the evidence, cite it as [E1], answer in two sentences. '.repeat(4)
const EVIDENCE =
  '[E1] Pod shop/checkout-6d4cf56db6 was killed: out of memory, limit 128Mi, 17 restarts since 10:04. [E2] Deployment shop/checkout changed at 10:03: memory limit 512Mi to 128Mi. '.repeat(
    2,
  )

let serial = 0
/** No two prompts share more than their rules; `cold` ones share nothing. */
function prompt(cold: boolean): { role: 'system' | 'user'; content: string }[] {
  serial += 1
  return [
    { role: 'system', content: `${cold ? `${serial * 7919} ` : ''}${RULES}` },
    { role: 'user', content: `${serial}. ${EVIDENCE} Why is checkout failing?` },
  ]
}

type Ask = (cold: boolean) => Promise<number>

/** Milliseconds to the first token, in turns, so that both see the same load of the machine; what counts is the middle of the pairs' ratios. */
async function compare(title: string, cold: boolean, straight: Ask, ours: Ask): Promise<boolean> {
  const times: { readonly straight: number[]; readonly ours: number[] } = { straight: [], ours: [] }
  await straight(cold)
  await ours(cold)
  for (let round = 0; round < rounds; round += 1) {
    const first = round % 2 === 0
    if (first) times.straight.push(await straight(cold))
    times.ours.push(await ours(cold))
    if (!first) times.straight.push(await straight(cold))
  }
  const ratio = median(times.ours.map((time, round) => time / (times.straight[round] ?? Number.NaN)))
  const ok = ratio <= BAR
  process.stdout.write(
    `${title}, ${cold ? 'nothing' : 'the rules'} read before: straight ${median(times.straight).toFixed(0)} ms, ours ${median(times.ours).toFixed(0)} ms, ratio of the pairs ${ratio.toFixed(3)} (bar ${BAR}): ${ok ? 'ok' : 'MISSED'}\n`,
  )
  return ok
}

/** The second best: what the work takes, without what else ran on the machine meanwhile. */
function quick(numbers: readonly number[]): number {
  return numbers.toSorted((left, right) => left - right)[1] ?? Number.NaN
}

function through(model: Model): Ask {
  return async (cold) => {
    const began = performance.now()
    let first = 0
    for await (const event of model.generate({ messages: prompt(cold), maxTokens: 4, temperature: 0 }))
      if (event.type === 'text' && first === 0) first = performance.now() - began
    return first
  }
}

async function opened(options: Parameters<typeof openModel>[0]): Promise<Model> {
  const model = await openModel(options)
  if (model === undefined) throw new Error('no model')
  return model
}

async function overHttp(path: string): Promise<boolean> {
  const server = spawn(process.execPath, [new URL('serve-gguf.ts', import.meta.url).pathname, path, '--port', String(PORT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => server.stdout.once('data', resolve))
  const endpoint = `http://127.0.0.1:${PORT}/v1`
  const model = await opened({ provider: 'openai-compatible', endpoint, name: path.replace(/^.*\/|\.gguf$/g, '') })
  try {
    const ok = await compare('HTTP', false, (cold) => straightOverHttp(endpoint, cold), through(model))
    return (await compare('HTTP', true, (cold) => straightOverHttp(endpoint, cold), through(model))) && ok
  } finally {
    await model.close()
    server.kill()
  }
}

async function straightOverHttp(endpoint: string, cold: boolean): Promise<number> {
  const began = performance.now()
  const response = await fetch(`${endpoint}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ stream: true, max_tokens: 4, temperature: 0, messages: prompt(cold) }),
  })
  let first = 0
  for await (const piece of response.body ?? [])
    if (first === 0 && Buffer.from(piece).includes('"content":"')) first = performance.now() - began
  return first
}

async function embedded(path: string, folder: string): Promise<boolean> {
  const llama = await loadLlamaLibrary(folder)
  const engine = await llama.getLlama({ gpu: false, build: 'never', logLevel: 'error', maxThreads: 2, progressLogs: false })
  const raw = await engine.loadModel({ modelPath: path, gpuLayers: 0 })
  const context = await raw.createContext({ contextSize: 4096, sequences: 1, threads: 2 })
  const sequence = context.getSequence()
  const wrapper = llama.resolveChatWrapper(raw)
  const straight: Ask = async (cold) => {
    const began = performance.now()
    const history = [...prompt(cold).map(({ role, content }) => ({ type: role, text: content })), { type: 'model', response: [] }]
    const tokens = wrapper.generateContextState({ chatHistory: history }).contextText.tokenize(raw.tokenizer)
    await sequence.adaptStateToTokens(cold ? [] : tokens.slice(0, -1), false)
    let first = 0
    let count = 0
    for await (const token of sequence.evaluate(tokens.slice(sequence.nextTokenIndex), { temperature: 0 })) {
      if (first === 0 && raw.detokenize([token]) !== '') first = performance.now() - began
      if (++count >= 4) break
    }
    return first
  }
  const model = await opened({ provider: 'embedded', name: 'embedded', file: path, library: folder, threads: 2 })
  try {
    const ok = await compare('embedded', false, straight, through(model))
    return (await compare('embedded', true, straight, through(model))) && ok
  } finally {
    await model.close()
    await engine.dispose()
  }
}

/** What the package itself costs: an endpoint that answers at once. */
async function ownCost(): Promise<boolean> {
  const endpoint = await FakeEndpoint.start({ flavour: 'openai' })
  const model = await opened({ provider: 'openai-compatible', endpoint: `${endpoint.origin}/v1` })
  const times: number[] = []
  const straight: number[] = []
  for (let round = 0; round < 100; round += 1) {
    straight.push(await straightOverHttp(`${endpoint.origin}/v1`, false))
    times.push(await through(model)(false))
  }
  await model.close()
  await endpoint.stop()
  const cost = quick(times.slice(10)) - quick(straight.slice(10))
  const middle = median(times) - median(straight)
  const ok = cost < 3
  process.stdout.write(
    `an endpoint that answers at once: ${cost.toFixed(2)} ms more at best, ${middle.toFixed(2)} ms in the middle (bar 3 at best): ${ok ? 'ok' : 'MISSED'}\n`,
  )
  return ok
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? Number.NaN
}

const parts = { package: ownCost, http: async () => overHttp(file), embedded: async () => embedded(file, library) }
for (const [name, measure] of Object.entries(parts)) if ((values.only ?? name) === name && !(await measure())) process.exitCode = 1
