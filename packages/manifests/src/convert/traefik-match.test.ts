import { describe, expect, it } from 'vitest'
import { httpMatches, readTraefikMatch } from './traefik-match.ts'

function read(rule: string) {
  const match = readTraefikMatch(rule)
  return 'judge' in match ? match.judge : { hosts: match.hosts, matches: httpMatches(match) }
}

const everything = { path: { type: 'PathPrefix', value: '/' } }

describe('readTraefikMatch', () => {
  it.each([
    ['Host(`a.example`)', { hosts: ['a.example'], matches: [everything] }],
    ['Host(`a.example`, `b.example`)', { hosts: ['a.example', 'b.example'], matches: [everything] }],
    ['PathPrefix(`/api`)', { hosts: [], matches: [{ path: { type: 'PathPrefix', value: '/api' } }] }],
    ['Host("a.example") && Path("/a")', { hosts: ['a.example'], matches: [{ path: { type: 'Exact', value: '/a' } }] }],
    [
      '(Host(`a.example`) && (PathPrefix(`/a`, `/b`)))',
      { hosts: ['a.example'], matches: [{ path: { type: 'PathPrefix', value: '/a' } }, { path: { type: 'PathPrefix', value: '/b' } }] },
    ],
    [
      'Host(`a`) && Method(`get`, `HEAD`)',
      {
        hosts: ['a'],
        matches: [
          { ...everything, method: 'GET' },
          { ...everything, method: 'HEAD' },
        ],
      },
    ],
    [
      'Headers(`X-A`, `1`) && Header(`X-B`, `2`)',
      {
        hosts: [],
        matches: [
          {
            ...everything,
            headers: [
              { name: 'X-A', value: '1' },
              { name: 'X-B', value: '2' },
            ],
          },
        ],
      },
    ],
    [
      'Query(`a=1`, `b=2`)',
      {
        hosts: [],
        matches: [
          {
            ...everything,
            queryParams: [
              { name: 'a', value: '1' },
              { name: 'b', value: '2' },
            ],
          },
        ],
      },
    ],
    ['Query(`a`, `1`)', { hosts: [], matches: [{ ...everything, queryParams: [{ name: 'a', value: '1' }] }] }],
  ])('reads %s', (rule, expected) => {
    expect(read(rule)).toEqual(expected)
  })

  it.each([
    'Host(`a`) || Host(`b`)',
    '!Host(`a`)',
    'HostRegexp(`{any:.*}.example`)',
    'Host(`a`) && PathRegexp(`^/x`)',
    'Path(`/a/{id:[0-9]+}`)',
    'HostSNI(`*`)',
    'ClientIP(`10.0.0.0/8`)',
    'Host(`a`) && Host(`b`)',
    'Path(`/a`) && PathPrefix(`/b`)',
    'Host(`a`',
    'Query(`debug`)',
    'HeadersRegexp(`A`, `b`)',
  ])('leaves %s to a person', (rule) => {
    expect(read(rule)).toMatch(/^Decide how/)
  })

  it('answers at once, whatever the rule', () => {
    const started = performance.now()
    for (const rule of [
      `Host(${'`a` '.repeat(60)}!`,
      `Host(\`a\`${' '.repeat(9000)}`,
      `${'('.repeat(9000)}x`,
      'x'.repeat(1_000_000),
      `Host(${'`a`, '.repeat(1500)}`,
    ])
      expect(read(rule)).toMatch(/^Decide how/)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
