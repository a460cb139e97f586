import type { PassageIndex, PassageQuery, PassageRecord, PassageRefusal } from '../ports.ts'

/** An index in memory that keeps the promises of the port: the number of words held, then nearness. */
export class MemoryPassages implements PassageIndex {
  readonly name = 'index in memory'
  readonly local = true
  readonly passages = new Map<string, PassageRecord>()

  async prepare(): Promise<void> {}

  async present(ids: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(ids.filter((id) => this.passages.has(id)))
  }

  async upsert(passages: readonly PassageRecord[]): Promise<readonly PassageRefusal[]> {
    for (const passage of passages) this.passages.set(passage.id, passage)
    return []
  }

  async remove(ids: readonly string[]): Promise<readonly PassageRefusal[]> {
    for (const id of ids) this.passages.delete(id)
    return []
  }

  async search({ text, vector, kinds, limit }: PassageQuery): Promise<readonly string[]> {
    const wanted = wordsOf(text)
    const scored = [...this.passages.values()]
      .filter(({ kind }) => kinds === undefined || kinds.includes(kind))
      .map((passage) => {
        const own = wordsOf(`${passage.title} ${passage.heading} ${passage.tags} ${passage.text}`)
        const held = [...wanted].filter((word) => own.has(word)).length
        const near = [...(vector ?? [])].reduce((sum, value, index) => sum + value * (passage.vector?.[index] ?? 0), 0)
        return { id: passage.id, score: held + near }
      })
    const ordered = scored.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score)
    return ordered.slice(0, limit).map(({ id }) => id)
  }

  async status(): Promise<{ readonly passages: number }> {
    return { passages: this.passages.size }
  }
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
}
