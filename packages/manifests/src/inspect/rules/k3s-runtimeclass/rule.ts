import { podSpec, WORKLOAD_KINDS } from '@aks-copilot/kubernetes'
import { rule, violation } from '../../rule.ts'

/** The RuntimeClasses that k3s makes. */
const OF_K3S = new Set(['nvidia', 'nvidia-experimental', 'crun', 'lunatic', 'slight', 'spin', 'wws', 'wasmedge', 'wasmer', 'wasmtime'])

export default rule({
  id: 'k3s-runtimeclass',
  group: 'k3s',
  title: 'RuntimeClass that k3s brings',
  why: 'AKS has no such RuntimeClass: the API server refuses the pods.',
  help: 'Decide what runs it on AKS: a node pool with GPUs and its device plugin for nvidia, an ordinary image for crun, an operator that brings the class for WebAssembly.',
  severity: 'error',
  fix: 'judge',
  kinds: WORKLOAD_KINDS,
  reads: ['RuntimeClass'],

  *inspect(object, { bundle }) {
    const at = podSpec(object)?.at('runtimeClassName')
    if (at?.text === undefined || !OF_K3S.has(at.text)) return
    if (bundle.find('RuntimeClass', undefined, at.text) === undefined)
      yield violation(at, `RuntimeClass \`${at.text}\` does not exist on AKS.`)
  },
})
