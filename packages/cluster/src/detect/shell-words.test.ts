import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { isSafeCommand, shellWord } from './shell-words.ts'

const ODD = [
  'a b',
  "it's",
  '$(id)',
  '`id`',
  'x; id',
  'x\nid',
  'x && kubectl delete ns shop',
  '--all',
  'a"b',
  '\u001b[2J',
  'é',
  '~',
  '*',
  '!x',
  '\\',
  '',
]

it.each(ODD)('the word %j is one word of a shell, and itself', (word) => {
  const said = execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })
  expect(said).toBe(word.replaceAll(/\p{Cc}/gu, '?'))
  if (word !== '*') expect(isSafeCommand(`kubectl get pod ${shellWord(word)}`)).toBe(true)
})

it.each([
  'kubectl describe nodes | grep -A 8 "Allocated resources"',
  "kubectl get pod web -n shop -o jsonpath='{.metadata.finalizers} {.spec.nodeName}'",
  'openssl s_client -connect a.b:443 -servername a.b </dev/null | openssl x509 -noout -dates -issuer',
  'kubectl delete pvc data -n shop --wait=false && kubectl delete pod web-0 -n shop',
  'kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints[*].key',
])('%s may be printed', (command) => expect(isSafeCommand(command)).toBe(true))

it.each([
  '; id',
  '$(id)',
  '`id`',
  ' | sh',
  ' > /etc/passwd',
  ' & id',
  '\nid',
  ' && rm x',
  '"$(id)"',
  '\u202e',
  '\u001b[2J',
  "'",
  '#',
  '\\x',
])('a command with %j is not printed', (odd) => expect(isSafeCommand(`kubectl get pod web${odd} -n shop`)).toBe(false))

it('looks at a long command in no time', () => {
  const startedAt = performance.now()
  isSafeCommand(`${'kubectl \'a\' "b" && kubectl '.repeat(20_000)};`)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})
