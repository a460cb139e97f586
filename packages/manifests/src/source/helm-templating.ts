import { isMap } from '@aks-copilot/kubernetes'
import { COMPLEX_KEY, type YamlResult } from './yaml.ts'

/** Words that only Helm's templates know. Prometheus, Argo Workflows and others have `{{ … }}` of their own in finished manifests. */
const HELM_ACTION =
  /\{\{-?\s*\/?\*?\s*(?:\(*\s*)(?:\$?\.(?:Values|Release|Chart|Files|Capabilities|Template|Subcharts)\b|(?:include|template|define|block|with|range|if|else|end|tpl|toYaml|required|default|quote|lookup|nindent)\b|\$[\w]*\s*:?=)/

/** What is said of a document with templating at an offset. */
export function templatingReason(text: string, offset: number): string {
  return text.slice(offset, offset + 200).search(HELM_ACTION) === 0
    ? 'has Helm templating that was not rendered'
    : 'has template actions `{{ … }}` that were not filled in'
}

/**
 * Where a text that was not rendered has Helm templating; -1 when it has none. In a document that is fine YAML, only templating
 * outside comments and outside the data of ConfigMaps and Secrets counts.
 */
export function helmTemplating(text: string, result: YamlResult): number {
  const first = text.indexOf('{{')
  if (first < 0) return -1
  if (result.ok) return isTemplated(result.value, 0) ? Math.max(first, text.search(HELM_ACTION)) : -1
  const action = text.search(HELM_ACTION)
  if (action < 0 && result.problem.reason === COMPLEX_KEY) return first
  return action >= 0 ? action : templatingInLine(text, result.problem.offset)
}

/** A broken line with an action in it is broken because of the action. */
function templatingInLine(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1
  const end = text.indexOf('\n', offset)
  const at = text.slice(start, end < 0 ? undefined : end).indexOf('{{')
  return at < 0 ? -1 : start + at
}

function isTemplated(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.includes('{{') && HELM_ACTION.test(value)
  if (Array.isArray(value)) return value.some((item) => isTemplated(item, depth + 1))
  if (!isMap(value)) return false
  const holdsText = depth === 0 && (value['kind'] === 'ConfigMap' || value['kind'] === 'Secret')
  return Object.entries(value).some(([key, inner]) => {
    if (holdsText && (key === 'data' || key === 'stringData' || key === 'binaryData')) return false
    return isTemplated(key, depth + 1) || isTemplated(inner, depth + 1)
  })
}
