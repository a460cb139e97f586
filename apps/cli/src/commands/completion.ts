import { CopilotError } from '@aks-copilot/contracts'
import { meantWord } from '@aks-copilot/kubernetes'
import { PROFILE_TEXTS, RULES, SOURCE_PROFILES, TARGET_PROFILES } from '@aks-copilot/manifests'
import type { Command } from 'commander'
import type { CommandContext } from '../command-context.ts'
import { writeOut } from '../terminal.ts'

interface Verb {
  readonly name: string
  readonly description: string
  readonly flags: readonly { readonly long: string; readonly description: string; readonly choices: readonly string[] }[]
}

/** `aks-copilot completion SHELL`: a script made from the commands themselves, so that it can't fall behind them. */
export async function completion(shell: string, program: Command, { terminal }: CommandContext): Promise<void> {
  const verbs = program.commands.map(toVerb)
  const writers: Readonly<Record<string, (verbs: readonly Verb[]) => string>> = { bash, zsh, fish, powershell }
  const write = Object.hasOwn(writers, shell.toLowerCase()) ? writers[shell.toLowerCase()] : undefined
  if (write === undefined) {
    const near = meantWord(shell, Object.keys(writers))
    throw new CopilotError({
      code: 'USAGE',
      category: 'validation',
      message: `There is no completion for \`${shell}\`.`,
      remedy: near === undefined ? 'Known: bash, zsh, fish, powershell.' : `Did you mean \`${near}\`?`,
    })
  }
  await writeOut(terminal, write(verbs))
}

function toVerb(command: Command): Verb {
  return {
    name: command.name(),
    description: command.description(),
    flags: command.options.map((option) => ({
      long: option.long ?? '',
      description: option.description,
      choices: choicesOf(option.long ?? '', option.argChoices),
    })),
  }
}

function choicesOf(flag: string, choices: readonly string[] | undefined): readonly string[] {
  if (['--only', '--skip', '--allow'].includes(flag)) return RULES.map(({ id }) => id)
  if (flag === '--target') return Object.keys(TARGET_PROFILES)
  if (flag === '--source') return ['auto', ...Object.keys(SOURCE_PROFILES)]
  return choices ?? []
}

/** What the first argument of a command may be, where it is no path. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  explain: RULES.map(({ id }) => id),
  rules: [...new Set(RULES.map(({ group }) => group))],
  profiles: Object.keys(PROFILE_TEXTS),
  completion: ['bash', 'zsh', 'fish', 'powershell'],
}

function bash(verbs: readonly Verb[]): string {
  const cases = verbs.map(({ name, flags }) => `    ${name}) words="${flags.map(({ long }) => long).join(' ')}" ;;`).join('\n')
  const values = uniqueChoices(verbs)
    .map(({ long, choices }) => `    ${long}) COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$current")); return ;;`)
    .join('\n')
  return `_aks_copilot() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  case "$previous" in
${values}
${Object.entries(ARGUMENTS)
  .map(([verb, words]) => `    ${verb}) COMPREPLY=($(compgen -W "${words.join(' ')}" -- "$current")); return ;;`)
  .join('\n')}
  esac
  case "\${COMP_WORDS[1]}" in
${cases}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${verbs.map(({ name }) => name).join(' ')} --help --version"; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ -z "$words" ] || [[ "$current" != -* && "$COMP_CWORD" -gt 1 ]]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _aks_copilot aks-copilot
`
}

function uniqueChoices(verbs: readonly Verb[]): { long: string; choices: readonly string[] }[] {
  const flags = verbs.flatMap((verb) => verb.flags).filter(({ choices }) => choices.length > 0)
  return [...new Map(flags.map((flag) => [flag.long, flag])).values()]
}

function zsh(verbs: readonly Verb[]): string {
  const quote = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(':', '\\:').replaceAll('[', '\\[').replaceAll(']', '\\]')
  const commands = verbs.map(({ name, description }) => `    '${name}:${quote(description)}'`).join('\n')
  const cases = verbs
    .map(
      ({ name, flags }) =>
        `    ${name}) _arguments ${flags.map(({ long, description, choices }) => `'${long}[${quote(description)}]${choices.length > 0 ? `:value:(${choices.join(' ')})` : ''}'`).join(' ')} ${ARGUMENTS[name] === undefined ? "'*:path:_files'" : `'1:word:(${ARGUMENTS[name].join(' ')})'`} ;;`,
    )
    .join('\n')
  return `#compdef aks-copilot
_aks_copilot() {
  local -a commands
  commands=(
${commands}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case "\${words[2]}" in
${cases}
  esac
}
compdef _aks_copilot aks-copilot
`
}

function fish(verbs: readonly Verb[]): string {
  const quote = (text: string): string => text.replaceAll("'", "\\'")
  const lines = verbs.flatMap(({ name, description, flags }) => [
    `complete -c aks-copilot -n __fish_use_subcommand -f -a ${name} -d '${quote(description)}'`,
    ...flags
      .filter(({ long }) => long !== '')
      .map(
        ({ long, description: text, choices }) =>
          `complete -c aks-copilot -n '__fish_seen_subcommand_from ${name}' -l ${long.slice(2)} -d '${quote(text)}'${choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ''}`,
      ),
  ])
  const words = Object.entries(ARGUMENTS).map(
    ([verb, list]) => `complete -c aks-copilot -n '__fish_seen_subcommand_from ${verb}' -f -a '${list.join(' ')}'`,
  )
  return `${[...lines, ...words].join('\n')}\n`
}

function powershell(verbs: readonly Verb[]): string {
  const table = verbs.map(({ name, flags }) => `    '${name}' = @(${flags.map(({ long }) => `'${long}'`).join(', ')})`).join('\n')
  return `Register-ArgumentCompleter -Native -CommandName aks-copilot -ScriptBlock {
  param($word, $ast, $position)
  $flags = @{
${table}
  }
  $parts = $ast.CommandElements | ForEach-Object { $_.ToString() }
  $candidates = if ($parts.Count -le 2 -and -not $flags.ContainsKey([string]$parts[1])) { $flags.Keys } else { $flags[[string]$parts[1]] }
  $candidates | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`
}
