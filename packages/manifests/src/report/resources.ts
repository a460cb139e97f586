import type { CheckReport } from '@aks-copilot/contracts'
import type { TargetProfile } from '../profiles/profile.ts'
import type { Bundle } from '../source/bundle.ts'
import { codeBlock, escapeMarkdown } from './markdown/escape.ts'
import { addresses } from './resources/addresses.ts'
import { capacity } from './resources/capacity.ts'
import { certificates } from './resources/certificates.ts'
import { features } from './resources/features.ts'
import { identities } from './resources/identities.ts'
import { keyVaults } from './resources/key-vaults.ts'
import { dnsNames } from './resources/names.ts'
import { networkPolicy } from './resources/network-policy.ts'
import { nodePools } from './resources/node-pools.ts'
import { registries } from './resources/registries.ts'
import { storage } from './resources/storage.ts'
import { type Need, type Section, Survey } from './resources/survey.ts'
import { journey } from './wording.ts'

const SECTIONS: readonly ((survey: Survey) => Section)[] = [
  registries,
  storage,
  addresses,
  dnsNames,
  certificates,
  identities,
  keyVaults,
  nodePools,
  features,
  networkPolicy,
  capacity,
]
const MOST_REASONS = 12

/** resources.md: what Azure and the cluster must have for these manifests (as fixed), why, and the line that makes it. */
export function formatResources(bundle: Bundle, target: TargetProfile, report: CheckReport): string {
  const survey = new Survey(bundle, target)
  const sections = SECTIONS.map((section) => section(survey)).filter(
    ({ needs, title, intro }) => needs.length > 0 || (title === 'Capacity' && intro !== undefined),
  )
  const parts = [
    '# What these manifests need on Azure',
    `${escapeMarkdown(journey(report))}. Read from the manifests as they are after the fixes; lines are those of the fixed files. Nothing here was run; leave out what you have already.`,
    codeBlock('sh', [
      'RESOURCE_GROUP=my-group CLUSTER=my-cluster LOCATION=westeurope',
      '# where used: REGISTRY, ZONE, RECORD, ADDRESS, NAMESPACE, POOL, ARM64_SIZE, GPU_SIZE',
    ]),
    ...(sections.length === 0 ? ['Nothing beyond the cluster itself.'] : sections.flatMap(sectionText)),
  ]
  return `${parts.join('\n\n')}\n`
}

function sectionText({ title, intro, needs }: Section): string[] {
  return [`## ${title}`, ...(intro === undefined || intro === '' ? [] : [intro]), ...needs.map(needText)]
}

function needText({ what, because, make = [] }: Need): string {
  const rows = because.slice(0, MOST_REASONS).map((reason) => `  - ${reason}`)
  const more = because.length > MOST_REASONS ? [`  - and ${because.length - MOST_REASONS} more`] : []
  const block =
    make.length === 0
      ? []
      : [
          '',
          ...codeBlock('sh', make)
            .split('\n')
            .map((line) => `  ${line}`),
        ]
  return [`- ${what}`, ...rows, ...more, ...block].join('\n')
}
