import type { FlagRules } from './read-arguments.ts'

export interface AzCommand {
  readonly flags: FlagRules
  /** Flags that must be there. */
  readonly needs: readonly string[]
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.()-]{0,99}$/
const REPOSITORY = /^[a-z0-9]+([._/-][a-z0-9]+){0,20}$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?$/
const GROUP: FlagRules = { 'resource-group': NAME }

function inGroup(flags: FlagRules = {}): AzCommand {
  return { flags: { ...GROUP, ...flags }, needs: ['resource-group', ...Object.keys(flags)] }
}

/** A list and one of it, both within a resource group. */
function listed(command: string): readonly (readonly [string, AzCommand])[] {
  return [
    [`${command} list`, inGroup()],
    [`${command} show`, inGroup({ name: NAME })],
  ]
}

const METRICS: FlagRules = {
  ...GROUP,
  resource: NAME,
  'resource-type': /^[A-Za-z.]{1,80}\/[A-Za-z]{1,80}$/,
  metric: /^[A-Za-z0-9_ ]{1,100}$/,
  aggregation: ['Average', 'Count', 'Maximum', 'Minimum', 'Total'],
  interval: /^PT?[0-9]{1,3}[MHD]$/,
  'start-time': TIME,
  'end-time': TIME,
}

/** What az may be asked: reads of the resources that an application on AKS depends on. Nothing of key vaults, tokens, keys, or requests of one's own. */
export const AZ_COMMANDS: Readonly<Record<string, AzCommand>> = Object.fromEntries([
  ...listed('aks'),
  ['aks nodepool list', inGroup({ 'cluster-name': NAME })],
  ['aks nodepool show', inGroup({ 'cluster-name': NAME, name: NAME })],
  ['aks get-upgrades', inGroup({ name: NAME })],
  ...listed('network vnet'),
  ['network vnet subnet list', inGroup({ 'vnet-name': NAME })],
  ['network vnet subnet show', inGroup({ 'vnet-name': NAME, name: NAME })],
  ...listed('network nsg'),
  ['network nsg rule list', inGroup({ 'nsg-name': NAME })],
  ['network nsg rule show', inGroup({ 'nsg-name': NAME, name: NAME })],
  ...listed('network lb'),
  ...listed('network public-ip'),
  ['acr repository list', { flags: { name: NAME }, needs: ['name'] }],
  [
    'acr repository show-tags',
    {
      flags: { name: NAME, repository: REPOSITORY, top: /^[1-9][0-9]{0,2}$/, orderby: ['time_asc', 'time_desc'], detail: 'switch' },
      needs: ['name', 'repository'],
    },
  ],
  ['monitor metrics list', { flags: METRICS, needs: ['resource-group', 'resource', 'resource-type', 'metric'] }],
  [
    'monitor activity-log list',
    { flags: { ...GROUP, offset: /^[1-9][0-9]?[hd]$/, 'max-events': /^[1-9][0-9]{0,1}$/ }, needs: ['resource-group'] },
  ],
  ['account show', { flags: {}, needs: [] }],
] satisfies readonly (readonly [string, AzCommand])[])

/** For every command. */
export const AZ_COMMON: FlagRules = {
  output: ['json', 'table', 'tsv'],
  query: /^[A-Za-z[{][A-Za-z0-9_.[\]{}*?=',:| ()&-]{0,250}$/,
}

export const AZ_SHORTS: Readonly<Record<string, string>> = { g: 'resource-group', n: 'name', o: 'output' }

/** Flags of az that take no value at all, not even true. */
export const AZ_BARE: readonly string[] = ['detail']
