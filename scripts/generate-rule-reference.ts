/** Writes docs/reference/rules.md and one page for each group of rules, from the rule folders. */
import { existsSync, readFileSync } from 'node:fs'
import { RULE_EXAMPLES } from '../packages/manifests/src/inspect/rule-examples.generated.ts'
import type { Rule, RuleGroup } from '../packages/manifests/src/inspect/rule.ts'
import { RULES } from '../packages/manifests/src/inspect/rules.generated.ts'
import { TARGET_PROFILES } from '../packages/manifests/src/profiles/built-in.generated.ts'
import type { TargetProfile } from '../packages/manifests/src/profiles/profile.ts'
import { diffHunks } from '../packages/manifests/src/report/diff-hunks.ts'
import { writeGenerated } from './generated-file.ts'

const REFERENCE = new URL('../docs/reference/', import.meta.url)
const FOLDERS = new URL('../packages/manifests/src/inspect/rules/', import.meta.url)
const NOTICE = '<!-- Made by scripts/generate-rule-reference.ts from the rule folders. Do not edit. -->'

const GROUPS: Readonly<Record<RuleGroup, { readonly title: string; readonly about: string }>> = {
  k3s: { title: 'k3s', about: 'What k3s brings along and AKS does not have.' },
  okd: { title: 'OKD and OpenShift', about: 'Kinds, registries, labels and habits of OpenShift.' },
  aks: { title: 'AKS deployment safeguards', about: 'What AKS warns of, or denies where its deployment safeguards are enforced.' },
  pss: { title: 'Pod Security', about: 'What the Pod Security Standards "baseline" and "restricted" deny.' },
  auto: { title: 'AKS Automatic', about: 'What the admission of AKS Automatic denies beyond safeguards and Pod Security.' },
  api: { title: 'API versions', about: 'API versions and fields that were removed from Kubernetes or are deprecated.' },
  ref: { title: 'References', about: 'Names in one object that no other object of the bundle answers to.' },
  schema: { title: 'Schema', about: 'What the API server of the target version would refuse.' },
}

const FIXES: Readonly<Record<Rule['fix'], string>> = {
  auto: '`fix` mends it by itself.',
  opt: '`fix` mends it where the target profile or `--allow` says so.',
  doc: '`fix` converts or removes the object, and lists what became of each field.',
  judge: 'a person must decide.',
  none: 'there is nothing to mend in the manifest.',
}

const standard = TARGET_PROFILES['aks-standard']
const automatic = TARGET_PROFILES['aks-automatic']
if (standard === undefined || automatic === undefined) throw new Error('The built-in target profiles are missing.')
const restricted: TargetProfile = { ...standard, podSecurity: { level: 'restricted', mode: 'enforce' } }

function severityOn(rule: Rule, target: TargetProfile): string {
  return rule.severityOn?.(target) ?? rule.severity
}

function indexText(): string {
  const groups = Object.entries(GROUPS).map(([group, { title, about }]) => {
    const rules = RULES.filter((rule) => rule.group === group)
    if (rules.length === 0) return ''
    const rows = rules.map(
      (rule) =>
        `| [\`${rule.id}\`](rules/${group}.md#${rule.id}) | ${severityOn(rule, standard as TargetProfile)} | ${severityOn(rule, automatic as TargetProfile)} | ${rule.fix} | ${cell(rule.title)} |`,
    )
    return `\n## ${title} (\`${group}\`)\n${about}\n\n| rule | on aks-standard | on aks-automatic | fix | finds |\n|---|---|---|---|---|\n${rows.join('\n')}\n`
  })
  return `${NOTICE}\n# Rules\n\n${RULES.length} rules in ${groups.filter((text) => text !== '').length} groups. In the terminal: \`aks-copilot rules\`, and \`aks-copilot explain k3s-local-path\`.\n
Severities: **error** is denied by admission or never runs on AKS; **warning** runs, with a real risk; **info** is worth knowing. A
profile may set another one, or \`off\`: see [profiles](../guides/profiles.md).

Fixes:

| fix | means |
|---|---|
${Object.entries(FIXES)
  .map(([kind, words]) => `| ${kind} | ${words} |`)
  .join('\n')}

The table names the usual kind; what was found decides in each case. A fix that fails one of its gates is refused, and the report
says which: see [certificates](../guides/certificates.md).
${groups.join('')}`
}

function groupText(group: RuleGroup): string {
  const { title, about } = GROUPS[group]
  const rules = RULES.filter((rule) => rule.group === group)
  return `${NOTICE}\n# Rules: ${title}\n\n${about} [All rules](../rules.md).\n\n${rules.map(ruleText).join('\n')}`
}

function ruleText(rule: Rule): string {
  const parts = [
    `## ${rule.id}`,
    `**${rule.title}**`,
    rule.why,
    `- Severity: ${severities(rule)}\n- Fix (${rule.fix}): ${FIXES[rule.fix]}\n- By hand: ${rule.help}${rule.assumes === true ? `\n- Applies only where the source is ${rule.group}: the manifest alone proves nothing.` : ''}`,
    ...exampleParts(rule),
    `Live with it: \`# aks-copilot-ignore ${rule.id}: the reason\``,
  ]
  return `${parts.join('\n\n')}\n`
}

function severities(rule: Rule): string {
  if (rule.severityOn === undefined) return rule.severity
  const cases: readonly (readonly [string, TargetProfile])[] = [
    ['`aks-standard`', standard as TargetProfile],
    ['`aks-automatic`', automatic as TargetProfile],
    ['a target that enforces Pod Security "restricted"', restricted],
  ]
  const shown = rule.group === 'pss' ? cases : cases.slice(0, 2)
  return shown.map(([name, target]) => `${severityOn(rule, target)} on ${name}`).join(', ')
}

function exampleParts(rule: Rule): string[] {
  const example = RULE_EXAMPLES[rule.id]
  if (example === undefined || example.bad === '') return []
  const folder = `[examples](../../../packages/manifests/src/inspect/rules/${rule.id}/examples)`
  const options = optionsOf(rule.id, example.bad)
  const given =
    options === undefined ? [] : [`With these settings (\`target\` says what differs from \`aks-standard\`):\n\n${fence('yaml', options)}`]
  if (example.fixed === undefined || example.fixed === example.bad)
    return [...given, `What it finds (${folder}):`, fence('yaml', example.bad)]
  const words = rule.fix === 'judge' || rule.fix === 'none' ? 'What a person would write' : 'What `fix` does'
  return [...given, `${words} (${folder}):`, fence('diff', differences(rule.id, example.bad, example.fixed))]
}

/** The options of the example that is shown, if it has any. */
function optionsOf(id: string, bad: string): string | undefined {
  const folder = new URL(`${id}/examples/`, FOLDERS)
  const plain = new URL('bad.yaml', folder)
  const options = new URL('options.yaml', folder)
  return existsSync(plain) && readFileSync(plain, 'utf8') === bad && existsSync(options) ? readFileSync(options, 'utf8') : undefined
}

function differences(path: string, before: string, after: string): string {
  const hunks = diffHunks({ path, before, after }, 4) ?? []
  return hunks.map(({ lines }) => lines.map(({ sign, text }) => `${sign}${text}`.trimEnd()).join('\n')).join('\n@@\n')
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

writeGenerated(new URL('rules.md', REFERENCE), indexText())
for (const group of Object.keys(GROUPS) as RuleGroup[]) {
  if (RULES.some((rule) => rule.group === group)) writeGenerated(new URL(`rules/${group}.md`, REFERENCE), groupText(group))
}
