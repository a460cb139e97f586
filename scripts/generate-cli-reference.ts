/** Writes docs/reference/cli.md and errors.md, and the table of settings in docs/guides/configuration.md, from the command line itself. */
import { readFileSync } from 'node:fs'
import { ERROR_CODES } from '../apps/cli/src/error-codes.ts'
import { type Secret, SECRETS } from '../apps/cli/src/settings/secrets.ts'
import { DECIDES_WRITES, TRUST, type Trust } from '../apps/cli/src/settings/trust.ts'
import { type Setting, SETTINGS, variableOf } from '../apps/cli/src/settings.ts'
import { describeProgram } from './describe-program.ts'
import { withBlock, writeGenerated } from './generated-file.ts'

const DOCS = new URL('../docs/', import.meta.url)
const NOTICE = '<!-- Made by scripts/generate-cli-reference.ts from apps/cli/src. Do not edit. -->'

const EXIT = [
  ['0', 'nothing at or above `--fail-on` (`check`); done (all others)'],
  [
    '1',
    'findings at or above `--fail-on`; `kb sync`: a conflict, or deletions that wait for `--force`; `debug`: handed over to a person; `deploy`: not healthy',
  ],
  [
    '2',
    'validation: wrong usage, wrong configuration, or input that is broken YAML or of which nothing could be read; what is no manifest beside others is only listed',
  ],
  ['3', 'transient: something that it needs did not answer, after retries'],
  ['4', 'critical: an internal fault, or stopping was the only safe thing'],
] as const

const program = describeProgram()

/** What `--help` prints, in a terminal of 100 columns. */
function helpOf(command: ReturnType<typeof describeProgram>): string {
  let text = ''
  command.configureOutput({ writeOut: (part) => void (text += part), getOutHelpWidth: () => 100, getOutHasColors: () => false })
  command.outputHelp()
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
}

function cliText(): string {
  const pages = program.commands.map((command) => `## aks-copilot ${command.name()}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`)
  return `${NOTICE}
# Command line

\`\`\`text
${helpOf(program)}
\`\`\`

${pages.join('\n')}
## Exit status

| status | means |
|---|---|
${EXIT.map(([status, means]) => `| ${status} | ${means} |`).join('\n')}

\`fix\` exits with 0 when it is done. Where a flag, a variable or the configuration says \`--fail-on\`, it exits with 1 while a violation at or above
it is left in the files; without \`--write\` and \`--output\` nothing is mended, so all are left.

## Streams

Standard output carries the result and nothing else; progress, logs and errors go to standard error. Without a terminal there is no
colour and no progress. \`NO_COLOR\` or \`--no-color\` switches colour off, \`FORCE_COLOR\` switches it on.
`
}

function errorsText(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { category, means, remedy }]) => `| \`${code}\` | ${category} | ${cell(means)} | ${cell(remedy)} |`,
  )
  return `${NOTICE}
# Error codes

An error is one line with a code, and one line that says what to do. The codes do not change. In the terminal:
\`aks-copilot explain INPUT_NOT_FOUND\`. The category gives the [exit status](cli.md#exit-status): validation 2, transient 3, critical 4.

| code | category | means | what to do |
|---|---|---|---|
${rows.join('\n')}
`
}

/** The flags of all commands. */
function optionsOf(command: ReturnType<typeof describeProgram>): readonly { attributeName(): string }[] {
  return [...command.options, ...command.commands.flatMap((inner) => optionsOf(inner))]
}

function settingsTable(): string {
  const taken = new Set(optionsOf(program).map((option) => option.attributeName()))
  const flag = ({ flag }: Setting): string =>
    taken.has(flag) ? `\`--${flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\`` : ''
  const standard = ({ default: value }: Setting): string =>
    value === undefined || (Array.isArray(value) && value.length === 0) ? '' : `\`${JSON.stringify(value).replaceAll('"', '')}\``
  const rows = (SETTINGS as readonly Setting[]).map(
    (setting) =>
      `| \`${setting.key}\` | ${flag(setting)} | \`${variableOf(setting.key)}\` | ${standard(setting)} | ${cell(setting.description)}${setting.choices === undefined ? '' : ` One of ${setting.choices.join(', ')}.`} |`,
  )
  return `| key | flag | variable | default | what it does |\n|---|---|---|---|---|\n${rows.join('\n')}`
}

function secretsTable(): string {
  const rows = (SECRETS as readonly Secret[]).map(
    ({ variable, description, file }) =>
      `| \`${variable}\` | ${file === undefined ? '' : `\`${file}\``} | \`${variable}=keyvault:NAME\` | ${cell(description)} |`,
  )
  return `| variable | or a file named by | or in Key Vault | what it is |\n|---|---|---|---|\n${rows.join('\n')}`
}

const COUNTS_IN_ANY: Readonly<Record<Trust, string>> = {
  host: 'an address of this machine',
  file: 'nothing',
  inside: 'what lies below the file',
  guard: 'the default',
}

function trustTable(): string {
  const rows = (Object.keys(COUNTS_IN_ANY) as Trust[]).map((trust) => {
    const keys = Object.entries(TRUST).flatMap(([key, one]) => (one === trust ? [`\`${key}\``] : []))
    return `| ${keys.join(', ')} | ${COUNTS_IN_ANY[trust]} |`
  })
  const reading = Object.keys(DECIDES_WRITES).map((key) => `\`${key}\``)
  rows.push(
    `| ${reading.join(', ')}, for \`deploy\`, \`debug\` and repairs of \`serve\` | the default; a \`check.failOn\` other than \`never\` |`,
  )
  return `| setting | what a file that was only found may say |\n|---|---|\n${rows.join('\n')}`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

writeGenerated(new URL('reference/cli.md', DOCS), cliText())
writeGenerated(new URL('reference/errors.md', DOCS), errorsText())
const guide = new URL('guides/configuration.md', DOCS)
const blocks = { settings: settingsTable(), trust: trustTable(), secrets: secretsTable() }
writeGenerated(
  guide,
  Object.entries(blocks).reduce((text, [name, block]) => withBlock(text, name, block), readFileSync(guide, 'utf8')),
)
