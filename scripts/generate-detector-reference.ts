/** Writes docs/reference/detectors.md from the folders of the detectors. */
import { DETECTOR_EXAMPLES } from '../packages/cluster/src/detect/detector-examples.generated.ts'
import type { Detector, DetectorGroup } from '../packages/cluster/src/detect/detector.ts'
import { DETECTORS } from '../packages/cluster/src/detect/detectors.generated.ts'
import { writeGenerated } from './generated-file.ts'

const REFERENCE = new URL('../docs/reference/', import.meta.url)
const NOTICE = '<!-- Made by scripts/generate-detector-reference.ts from the detector folders. Do not edit. -->'

const GROUPS: Readonly<Record<DetectorGroup, { readonly title: string; readonly about: string }>> = {
  pod: { title: 'Pods', about: 'What keeps a pod from being scheduled, started, kept alive or ready.' },
  workload: {
    title: 'Workloads',
    about: 'Deployments, StatefulSets, DaemonSets, Jobs and CronJobs that have fewer working pods than they want.',
  },
  network: { title: 'Network', about: 'Services, Ingresses, Gateway API and network policies.' },
  storage: { title: 'Storage', about: 'Claims, volumes and storage classes.' },
  scaling: { title: 'Scaling and limits', about: 'Autoscalers, disruption budgets, quotas and limit ranges.' },
  node: { title: 'Nodes', about: 'Machines that are not ready, full, or about to be.' },
  control: { title: 'Control', about: 'Webhooks, rights, configuration, Argo CD, Helm, certificates.' },
  logs: { title: 'Logs and measurements', about: 'What containers say of themselves, and what was measured.' },
}

function section(detector: Detector): string {
  const { id, title, severity, why, help, reads, effect } = detector
  const example = (DETECTOR_EXAMPLES[id] ?? '').trimEnd()
  const chain = effect === undefined ? 'a cause' : `\`${effect}\``
  return `### ${id}\n${title}. **${severity}** · ${chain} · reads ${reads.map((kind) => `\`${kind}\``).join(', ')}\n\n${why}\n\n${help}\n\n<details><summary>A state in which it speaks</summary>\n\n\`\`\`yaml\n${example}\n\`\`\`\n</details>\n`
}

function pageOf(group: DetectorGroup): string {
  const { title, about } = GROUPS[group]
  return `${NOTICE}\n# Detectors: ${title}\n\n${about}\n\n${DETECTORS.filter((detector) => detector.group === group)
    .map(section)
    .join('\n')}`
}

function table(group: DetectorGroup): string {
  const { title, about } = GROUPS[group]
  const rows = DETECTORS.filter((detector) => detector.group === group).map(
    ({ id, title, severity }) => `| [\`${id}\`](detectors/${group}.md#${id}) | ${severity} | ${title.replaceAll('|', '\\|')} |`,
  )
  return `## ${title}\n${about}\n\n| detector | severity | finds |\n|---|---|---|\n${rows.join('\n')}\n`
}

const groups = (Object.keys(GROUPS) as DetectorGroup[]).filter((group) => DETECTORS.some((detector) => detector.group === group))

writeGenerated(
  new URL('detectors.md', REFERENCE),
  `${NOTICE}
# Detectors

${DETECTORS.length} detectors look at a running cluster: \`aks-copilot diagnose\`. In the terminal: \`aks-copilot detectors\`, and \`aks-copilot explain image-pull-failed\`.

**error**: something does not work. **warning**: it will not, or it is at risk. **info**: no fault by itself; it opens no problem, and
becomes the cause when it explains one (a Deployment that was scaled to zero, a cordoned node).

${groups.map(table).join('\n')}`,
)
for (const group of groups) writeGenerated(new URL(`detectors/${group}.md`, REFERENCE), pageOf(group))
