import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { RULES } from '@aks-copilot/manifests'

const FLAGS: ReadonlySet<string> = new Set(['--only', '--skip', '--allow'])

/**
 * `--only a b PATH` becomes `--only a,b PATH`: after the flag's first word, words that name a rule or a group belong to the flag,
 * and the first that does not, or that is the name of a file here, begins the paths.
 */
export function joinRuleWords(args: readonly string[], cwd: string): string[] {
  const joined: string[] = []
  let open = false
  for (const [index, arg] of args.entries()) {
    const before = joined.length - 1
    if (arg === '--') return [...joined, ...args.slice(index)]
    if (open && FLAGS.has(args[index - 1] ?? '')) joined.push(arg)
    else if (open && arg.split(',').every(isRuleName) && !existsSync(resolve(cwd, arg))) joined[before] = `${joined[before]},${arg}`
    else {
      joined.push(arg)
      open = FLAGS.has(arg)
    }
  }
  return joined
}

function isRuleName(word: string): boolean {
  return word === 'all' || RULES.some(({ id, group }) => id === word || group === word)
}
