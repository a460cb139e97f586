import { describe, expect, it } from 'vitest'
import { splitPassages } from '../articles/split-passages.ts'
import { openKnowledge } from '../open-knowledge.ts'
import { queryTerms, withWordParts } from './query-terms.ts'

const knowledge = await openKnowledge()

describe('lexical search', () => {
  it.each(
    [
      '"',
      '""',
      "'",
      '*',
      '^',
      '(',
      ')',
      'NEAR(a b, 2)',
      'title:pod',
      '{title heading} : pod',
      'a AND OR NOT',
      '-pod',
      '+pod',
      'pod*',
      'pod"pod',
      '; DROP TABLE passages; --',
      '\0',
      '\u202E',
      '🙂',
      'é ü ß',
      '数据库',
      'a'.repeat(100_000),
      'pod '.repeat(50_000),
      '" OR "1',
      'rowid',
      '%',
      '_',
      '\\',
    ].map((query) => [query.length > 30 ? `${query.slice(0, 8)}… (${query.length} characters)` : JSON.stringify(query), query] as const),
  )('takes %s for words', (_, query) => {
    expect(Array.isArray(knowledge.lexical(query))).toBe(true)
    expect(knowledge.lexical('image pull')[0]?.article, 'and works on').toMatch(/image-pull|acr/)
  })

  it('is quick with long questions', () => {
    const began = performance.now()
    knowledge.lexical('CrashLoopBackOff image pull pending storage certificate '.repeat(2000))
    expect(performance.now() - began).toBeLessThan(200)
  })

  it('finds what was misspelt, and takes no short or numeric word for another', () => {
    expect(knowledge.lexical('certficate expird')[0]?.article).toMatch(/certificate|cert-manager/)
    expect(knowledge.lexical('tolertions and taitns')[0]?.article).toMatch(/node-pools|taint/)
    expect(knowledge.lexical('qqq')).toEqual([])
    expect(knowledge.lexical('998877')).toEqual([])
  })

  it('obeys limit and kinds, one passage of each article, best first', () => {
    const found = knowledge.lexical('pod', { limit: 50, kinds: ['guide'] })
    expect(found.length).toBeGreaterThan(20)
    expect(new Set(found.map(({ article }) => article)).size).toBe(found.length)
    expect(found.every(({ kind }) => kind === 'guide')).toBe(true)
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a))
    expect(found.every(({ score }) => score >= 0 && score <= 1)).toBe(true)
    expect(knowledge.lexical('pod', { limit: 0 })).toEqual([])
  })

  it('puts first what is called by its name', () => {
    expect(knowledge.lexical('what is k3s-local-path about?')[0]).toMatchObject({ article: 'rule/k3s-local-path', score: 1 })
    expect(knowledge.lexical('it says INPUT_NOT_FOUND')[0]).toMatchObject({ article: 'error/input-not-found', score: 1 })
  })

  it('shows the section that answers, not the first one', () => {
    expect(knowledge.lexical('had volume node affinity conflict')[0]).toMatchObject({
      article: 'guide/volumes-and-zones',
      heading: '`had volume node affinity conflict`',
    })
  })

  it('knows abbreviations and words written together or apart', () => {
    expect(withWordParts('CrashLoopBackOff')).toBe('CrashLoopBackOff Crash Loop Back Off')
    expect(queryTerms('why is my PVC pending?').map(({ words }) => words[0])).toEqual(['pvc', 'pending'])
    expect(queryTerms('pvc')[0]?.words).toContain('persistentvolumeclaim')
  })
})

describe('passages', () => {
  it('are sections, with fenced blocks whole and headings in them left alone', () => {
    expect(splitPassages('T', 'lead\n\n## A\ntext\n```bash\n# no heading\n```\n### B\nend')).toEqual([
      { heading: 'T', text: 'lead' },
      { heading: 'A', text: 'text\n```bash\n# no heading\n```' },
      { heading: 'B', text: 'end' },
    ])
  })

  it('are never long, and lose nothing', () => {
    const text = Array.from({ length: 300 }, (_, index) => `Paragraph ${index} says something.`).join('\n\n')
    const pieces = splitPassages('T', text)
    expect(Math.max(...pieces.map((piece) => piece.text.length))).toBeLessThanOrEqual(1800)
    expect(pieces.map((piece) => piece.text).join('\n\n')).toBe(text)
    expect(
      splitPassages('T', `\`\`\`yaml\n${'a: b\n'.repeat(2000)}\`\`\``).every(
        (piece) => piece.text.startsWith('```yaml\n') && piece.text.endsWith('\n```'),
      ),
    ).toBe(true)
  })
})

describe('the built-in articles', () => {
  it('have titles, tags, a source and text; guides are neither notes nor books', () => {
    const guides = knowledge.list(['guide'])
    expect(guides.length).toBeGreaterThanOrEqual(40)
    for (const { id } of knowledge.list()) {
      const article = knowledge.article(id)
      expect(article?.title.length, id).toBeGreaterThan(3)
      expect(article?.source.length, id).toBeGreaterThan(3)
      expect(article?.text.length, id).toBeGreaterThan(40)
    }
    const words = guides.map(({ id }) => [id, (knowledge.article(id)?.text ?? '').split(/\s+/).length] as const)
    expect(words.filter(([, count]) => count < 220 || count > 520)).toEqual([])
  })

  it('name only commands and flags of aks-copilot that exist', () => {
    const named = knowledge
      .list(['guide'])
      .flatMap(({ id }) =>
        [...(knowledge.article(id)?.text ?? '').matchAll(/(?:^|[`|] ?)aks-copilot (\w[\w-]*)/gm)].map(([, word]) => word),
      )
    expect(new Set(named)).toEqual(new Set(['check', 'diagnose', 'fix', 'models']))
  })

  it('are unknown under another id', () => {
    expect(knowledge.article('guide/../x')).toBeUndefined()
    expect(knowledge.article('__proto__')).toBeUndefined()
  })
})
