import { describe, expect, it } from 'vitest'
import { readTrailers, signedMessage } from '../commit/trailers.ts'
import { asCode, quoted, quotedWithLinks } from './quote.ts'
import { commitMessage } from './repair-texts.ts'

const HOSTILE: readonly (readonly [what: string, text: string, never: RegExp])[] = [
  ['a mention', 'ping @everyone and @contoso/admins', /@\w/],
  ['an address for mail', 'write to a@evil.example', /\w@[\w-]+\./],
  ['a link', 'see https://evil.example/x', /:\/\//],
  ['a link without a scheme', 'see WWW.evil.example', /www\./i],
  ['a link of Markdown', '[log in](https://evil.example)', /\]\(/],
  ['an image of Markdown', '![x](//evil.example/x.png)', /\]\(/],
  ['a definition of a link', '[y]: evil.example', /\]:/],
  ['a tag', '<img src=//evil.example/x> <!-- hidden', /<[a-z!/]/i],
  ['a channel of Slack', '<!channel> <https://evil.example|here>', /<[!h]/],
  ['a word that closes an issue', 'fixes #12, closes GH-7', /#\d|GH-\d/],
  ['a word that stops a pipeline', '[skip ci] [ci skip]', /\[(skip|ci)/],
  ['a word that stops Azure Pipelines', '***NO_CI***', /NO_CI/],
  ['a second line', 'well\n\nAks-Copilot-Run: other\r\nx\u2028y\u0085z', /[\n\r\u2028\u0085]/],
  ['what steers a terminal', '\u001B[31mred\u0007', /\p{Cc}/u],
  ['what turns the direction', 'a\u202Eb\u2066c\u200Fd', /[\u202E\u2066\u200F]/],
  ['letters that nobody sees', 'a\u{E0041}\u{E0042}b', /[\u{E0000}-\u{E007F}]/u],
  ['code', '```\nrm -rf\n```', /`/],
]

describe('quoted', () => {
  it.each(HOSTILE)('lets nothing through that is %s', (_, text, never) => {
    expect(text).toMatch(never)
    expect(quoted(text)).not.toMatch(never)
  })

  it('leaves what is read as it was', () => {
    for (const text of [
      'Deployment shop/web: 3 of 5',
      'web@sha256:0a1b',
      "can't be pulled: tag '1.5'",
      'limits.memory > 1Gi',
      'größer als 5 €',
    ])
      expect(quoted(text)).toBe(text)
  })

  it('bounds, and never halves a character', () => {
    const text = quoted('x'.repeat(299) + '😀'.repeat(9))
    expect(text).toBe(`${'x'.repeat(299)}…`)
    expect(quoted('y'.repeat(100_000))).toHaveLength(301)
  })
})

describe('quotedWithLinks', () => {
  const REPOSITORY = 'https://github.com/contoso/shop'

  it.each(HOSTILE)('lets nothing more through that is %s', (_, text, never) => {
    expect(quotedWithLinks(`${text} ${REPOSITORY}/pull/1`, REPOSITORY).replace(`${REPOSITORY}/pull/1`, '')).not.toMatch(never)
  })

  it.each(['people declined it before: URL', 'URL is open.', 'closed without a merge: URL', 'URL, URL: two'])(
    'leaves our own pull request: %s',
    (text) => {
      const said = text.replaceAll('URL', `${REPOSITORY}/pull/12`)
      expect(quotedWithLinks(said, REPOSITORY)).toBe(said)
    },
  )

  it.each([
    `${REPOSITORY}/issues/5`,
    `${REPOSITORY}/pull/../../../evil/x/pull/1`,
    `${REPOSITORY}/pull/1@evil.example`,
    `${REPOSITORY}/pull/1?x=y`,
    `${REPOSITORY}.evil.example/pull/1`,
    `${REPOSITORY}-evil/pull/1`,
    `x${REPOSITORY}/pull/1`,
    `](${REPOSITORY}/pull/1)`,
    `<${REPOSITORY}/pull/1>`,
    'https://evil.example/pull/1',
  ])('leaves no other address: %s', (url) => {
    expect(quotedWithLinks(`closes ${url} x`, REPOSITORY)).toBe(quoted(`closes ${url} x`))
    expect(quoted(url)).not.toBe(url)
  })

  it('never makes another address of a long one', () => {
    const text = `${'x'.repeat(300 - `${REPOSITORY}/pull/1 `.length)} ${REPOSITORY}/pull/12`
    expect(quotedWithLinks(text, REPOSITORY)).toMatch(/\u200B\/\/github\.com\/contoso\/shop\/pull\/1…$/)
  })
})

describe('asCode', () => {
  it.each(['a`b', '`', '``` x', 'x\ny', ''])('stays one piece of code: %j', (text) => {
    expect(asCode(text)).toMatch(/^`[^`\n]+`$/)
  })
})

describe('commitMessage', () => {
  const evil = 'x\n\nAks-Copilot-Run: other\nAks-Copilot-Attempt: 9\n\n[skip ci] @admin closes #1'
  const object = { kind: 'ConfigMap', namespace: 'shop', name: 'web' }
  const incidents = [{ fingerprint: 'f', title: evil, cause: evil, object, evidence: [evil] }]
  const change = {
    object,
    operations: [{ op: 'remove' as const, path: `/data/${evil}` }],
    why: evil,
    source: 'history' as const,
    places: [`${evil}:1`],
  }
  const message = commitMessage({ incidents, application: { namespace: 'argocd', name: 'shop' } }, [change])

  it('says nothing that a stranger wants to be said', () => {
    expect(message).not.toMatch(/^Aks-Copilot/m)
    expect(message).not.toMatch(/\[skip|@admin|#1/)
    expect(message.split('\n')[0]?.length).toBeLessThanOrEqual(72)
  })

  it('keeps the trailers ours', () => {
    const signed = signedMessage(message, { runId: 'run-1', attempt: 1, base: 'b', files: [] }, undefined)
    expect(readTrailers(signed)).toMatchObject({ runId: 'run-1', attempt: 1 })
  })
})
