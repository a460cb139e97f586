import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ClusterState } from '../context/cluster-state.ts'
import { DETECTORS } from '../detect/detectors.generated.ts'
import { type Finding, findProblems } from '../detect/gather-findings.ts'
import { readExample } from '../detect/test-support/read-example.ts'
import { anonymiseRecording } from './anonymise-recording.ts'
import { isKnownWord } from './known-words.ts'
import { pseudonymOfIPv4, pseudonymOfIPv6 } from './pseudonym-addresses.ts'
import { Pseudonyms } from './pseudonyms.ts'
import { readRecording } from './read-recording.ts'
import { SecretRandom } from './secret-random.ts'
import { wordsOf } from './tokens.ts'
import { areNear } from './word-families.ts'
import { writeRecording } from './write-recording.ts'

const only = process.env['DETECTOR']
const folder = new URL('../detect/detectors/', import.meta.url)
const random = new SecretRandom(Buffer.from('a key for tests'))

/** A finding as text, in any order: what is sorted by name is sorted otherwise under other names. */
function told(findings: readonly Finding[], read: (text: string) => string): string[] {
  return findings
    .map(({ detector, subject, message, since, about, severity, effect, evidence, instances }) => {
      const words = read(`${subject.kind} ${subject.namespace ?? ''}/${subject.name} ${about ?? ''} ${message}`).split(/[\s,]+/)
      return JSON.stringify([
        detector.id,
        severity,
        effect,
        since,
        instances.length,
        evidence.map(({ kind }) => kind).toSorted(),
        words.toSorted(),
      ])
    })
    .toSorted()
}

describe('every example of every detector, anonymised and read back', () => {
  for (const detector of DETECTORS.filter(({ id }) => only === undefined || id === only)) {
    for (const file of readdirSync(new URL(`${detector.id}/examples/`, folder))) {
      it(`${detector.id}/${file}`, () => {
        const { state } = readExample(readFileSync(new URL(`${detector.id}/examples/${file}`, folder), 'utf8'))
        const { recording, pseudonyms } = anonymiseRecording({ snapshot: state.snapshot, history: [] }, random)
        const bytes = writeRecording(recording, { anonymised: true })
        const again = findProblems(new ClusterState(readRecording(bytes)), [detector])
        expect(told(again, (text) => pseudonyms.restore(text))).toEqual(told(findProblems(state, [detector]), (text) => text))
        // No name that is not a word of Kubernetes or of plain English is left.
        const text = Buffer.from(bytes).toString()
        const left = new Set(wordsOf(text))
        const names = state.snapshot.objects.flatMap(({ name, namespace, value }) =>
          wordsOf(`${name} ${namespace ?? ''} ${JSON.stringify((value['metadata'] as Record<string, unknown>)['labels'] ?? {})}`),
        )
        expect(
          names.filter((word) => word.length > 2 && !isKnownWord(word) && left.has(word) && pseudonyms.restore(word) === word),
        ).toEqual([])
      })
    }
  }
})

describe('pseudonyms', () => {
  const identifiers = [
    'cart',
    'crat',
    'carts',
    'shop-frontend-api',
    'shop-backendx-api',
    'htp',
    'http',
    'DB_HOST',
    'DB_HOTS',
    'payment',
    'checkout',
  ].map((text) => ({ text, category: 'name' }))
  const pseudonyms = new Pseudonyms(random, identifiers)
  const text = (value: string): string => pseudonyms.text(value)

  it('slips of the pen stay slips, and nothing else becomes one', () => {
    for (const left of identifiers) {
      for (const right of identifiers)
        if (left !== right)
          expect(areNear(text(left.text), text(right.text)), `${left.text} ${right.text}`).toBe(areNear(left.text, right.text))
    }
    expect(Array.from(text('crat')).toSorted()).toEqual(Array.from(text('cart')).toSorted())
    expect(text('htp')).toBe('htp')
  })

  it('names that were made of others still are', () => {
    expect(text('cart-6f9c-x1')).toBe(`${text('cart')}-6f9c-x1`)
    expect(text('dial tcp: lookup cart.payment.svc.cluster.local: no such host')).toBe(
      `dial tcp: lookup ${text('cart')}.${text('payment')}.svc.cluster.local: no such host`,
    )
    expect(text('CART Cart cart')).toBe(
      `${text('cart').toUpperCase()} ${text('cart').slice(0, 1).toUpperCase()}${text('cart').slice(1)} ${text('cart')}`,
    )
    expect(text('kube-system/coredns')).toBe('kube-system/coredns')
  })

  it('addresses, identities and long numbers go; times, ports, versions and amounts stay', () => {
    const line =
      '2026-11-22T10:00:00.123456Z GET http://203.0.113.7:8080/v2 by jane.doe@contoso.com card 4111111111111111 in 15ms, 134217728Ki, id 6f1c0c3e-9f5c-4a3e-8f57-0d9b8a0c1f2e'
    const made = text(line)
    for (const secret of ['203.0.113.7', 'jane', 'contoso', '4111111111111111', '6f1c0c3e']) expect(made).not.toContain(secret)
    for (const kept of ['2026-11-22T10:00:00.123456Z', ':8080/v2', '15ms', '134217728Ki']) expect(made).toContain(kept)
    expect(pseudonyms.restore(made)).toBe(line)
  })

  it.each(['a', '1', 'a1', '1Ki', 'Aa', '::', 'f::', '1.', 'a@', '0:', '-', 'aaaaaaaa-aaaa-'])(
    'hostile text of %s takes no time',
    (unit) => {
      const start = performance.now()
      pseudonyms.text(unit.repeat(10_000))
      expect(performance.now() - start).toBeLessThan(2000)
    },
  )

  it.each(['card=4111111111111111', 'id:4111111111111111.', '10:00:00.4111111111111111'])('a long number goes: %s', (line) => {
    expect(text(line)).not.toContain('4111111111111111')
  })

  it('the key decides, and nothing else', () => {
    const other = new Pseudonyms(new SecretRandom(Buffer.from('another')), identifiers)
    expect(other.text('payment')).not.toBe(text('payment'))
    expect(new Pseudonyms(random, identifiers).text('payment')).toBe(text('payment'))
  })

  it('networks hold what they held', () => {
    const share = (left: string, right: string): number => {
      const bits = (address: string): string =>
        address
          .split('.')
          .map((part) => Number(part).toString(2).padStart(8, '0'))
          .join('')
      const [one, two] = [bits(left), bits(right)]
      return Array.from(one).findIndex((bit, index) => bit !== two[index])
    }
    const addresses = ['10.1.2.3', '10.1.2.99', '10.1.200.1', '10.244.0.1', '8.8.8.8', '8.8.4.4', '20.30.40.50', '172.20.0.1']
    for (const left of addresses) {
      for (const right of addresses) expect(share(pseudonymOfIPv4(left, random), pseudonymOfIPv4(right, random))).toBe(share(left, right))
    }
    expect(pseudonymOfIPv4('10.1.2.3', random)).toMatch(/^10\./)
    expect(pseudonymOfIPv4('127.0.0.1', random)).toBe('127.0.0.1')
    expect(pseudonymOfIPv4('10.1.0.0/16', random)).toMatch(/^10\.\d+\.0\.0\/16$/)
    expect(pseudonymOfIPv6('2001:db8::1', random)).not.toContain('2001')
    expect(pseudonymOfIPv6('::1', random)).toBe('::1')
  })
})
