import { isRunning, type Turn } from './turn.ts'

/** The line above a model's prose: `qwen2.5-0.5b, local, grounded: 3 of 3 sentences`. Undefined where no model has a part in the answer. */
export function groundingLabel(turn: Turn): string | undefined {
  const model = (turn.end ?? turn.start)?.model
  if (model === undefined || model.name === 'none') return undefined
  const where = model.local === undefined ? [] : [model.local ? 'local' : 'remote']
  if (turn.end !== undefined) {
    const [kept, dropped] = [countSentences(turn.prose), turn.end.dropped.length]
    const broken = brokenOff(turn) === undefined ? [] : ['broke off']
    const grounded =
      kept + dropped === 0 ? [] : [`grounded: ${kept} of ${kept + dropped} ${kept + dropped === 1 ? 'sentence' : 'sentences'}`]
    return broken.length + grounded.length === 0 ? undefined : [model.name, ...where, ...grounded, ...broken].join(', ')
  }
  if (!turn.modelFollows) return undefined
  return [model.name, ...where, isRunning(turn) ? progress(turn) : 'stopped'].join(', ')
}

/** Why the model did not come to its end; undefined where it did. */
export function brokenOff({ end }: Turn): string | undefined {
  return end?.skipped.find(({ what }) => what === 'prose')?.why
}

function progress({ prose }: Turn): string {
  return prose === '' ? 'reads the evidence' : 'writes, each sentence is checked against the evidence'
}

/** Sentences end with a stop before white space or the end; stops within names and numbers (`1.5`, `10.0.0.1`) end none. */
function countSentences(text: string): number {
  const lines = text.split('\n').map((line) => line.replace(/^\s*(?:[-*]|\d+\.)\s+/, '').trim())
  return lines
    .filter((line) => line !== '')
    .reduce(
      (sum, line) =>
        sum + Math.max(1, line.split(/[.!?]["')\]]*(?:\s*\[E[\d, E]+\])*(?=\s|$)/).filter((part) => part.trim() !== '').length),
      0,
    )
}
