/** Prints, as JSON, how many tokens each text of counted-texts.json has for a model: node count-tokens.ts LIBRARY FILE */
import { loadLlamaLibrary } from '../../embedded/llama-library.ts'
import COUNTED from '../counted-texts.json' with { type: 'json' }

const [library, modelPath = ''] = process.argv.slice(2)
const loaded = await loadLlamaLibrary(library)
const llama = await loaded.getLlama({ gpu: false, build: 'never', logLevel: 'error', maxThreads: 1, progressLogs: false })
const model = await llama.loadModel({ modelPath, gpuLayers: 0 })
process.stdout.write(JSON.stringify(COUNTED.map(({ text }) => model.tokenize(text).length)))
await llama.dispose()
