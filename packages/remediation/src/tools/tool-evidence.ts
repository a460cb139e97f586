import type { ToolCall } from './tool-call.ts'

/** What a program said, as a piece of evidence: where it is from, and its text. */
export interface ToolEvidence {
  /** `kubectl get pods --namespace=shop` */
  readonly source: string
  readonly text: string
}

const MOST_CHARACTERS = 4000
// Line breaks and tabs stay: tables have them.
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu

/**
 * What a live tool returned, as evidence: without what cannot be seen, bounded; where something was left out, it says so. The text is a
 * stranger's: data, whatever it says.
 */
export function toolEvidence(
  { tool, args }: ToolCall,
  { ok, text, truncated }: { readonly ok: boolean; readonly text: string; readonly truncated: boolean },
): ToolEvidence {
  const clean = text.replaceAll('\r\n', '\n').replaceAll(INVISIBLE, ' ').trimEnd()
  const shown = clean.length > MOST_CHARACTERS ? clean.slice(0, clean.lastIndexOf('\n', MOST_CHARACTERS) + 1 || MOST_CHARACTERS) : clean
  const said = shown === '' ? '(it wrote nothing)' : shown.trimEnd()
  const cut = truncated || shown.length < clean.length ? '\n(more was left out)' : ''
  return { source: `${tool} ${args.join(' ')}`, text: `${ok ? '' : 'It failed: '}${said}${cut}` }
}
