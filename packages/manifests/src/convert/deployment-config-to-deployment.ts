import type { LedgerEntry } from '@aks-copilot/contracts'
import { type Field, fromPointer, type KubernetesObject, matchesLabels, podLabels, type Schemas } from '@aks-copilot/kubernetes'
import { type BundleView, type Change, edit, type Intent, remove, rename, set } from '../inspect/rule.ts'
import { injectedLabel, referencesTo } from './deployment-config-references.ts'
import { filledImages, UNKNOWN_IMAGE_HOST } from './image-streams.ts'
import { Ledger } from './ledger.ts'
import { accountObject, strayFields } from './metadata.ts'

export type DeploymentConversion =
  | { readonly ok: true; readonly changes: readonly Change[]; readonly ledger: readonly LedgerEntry[] }
  | { readonly ok: false; readonly judge: string }

/** All that the conversion may change, in the DeploymentConfig and in what names it. */
export const DEPLOYMENT_PATHS: readonly string[] = [
  'apiVersion',
  'kind',
  'status',
  'id',
  'spec/selector',
  'spec/strategy',
  'spec/triggers',
  'spec/test',
  'spec/template',
  'spec/scaleTargetRef',
  'spec/targetRef',
]

/** A DeploymentConfig as a Deployment, in its place, with everything of the bundle that names it or selects the label that OpenShift gave its pods. */
export function deploymentConfigToDeployment(
  config: KubernetesObject,
  { bundle, schemas }: { bundle: BundleView; schemas: Schemas },
): DeploymentConversion {
  const judge = undecided(config, bundle)
  if (judge !== undefined) return { ok: false, judge }
  const ledger = new Ledger()
  const intents = [
    set(config.at('apiVersion'), 'apps/v1'),
    set(config.at('kind'), 'Deployment'),
    ...selector(config, ledger),
    ...strategy(config, ledger),
    ...images(config, bundle, ledger),
    ...injectedLabel(config, bundle),
    ...unknownFields(config, schemas, ledger),
    ...['triggers', 'test'].map((key) => remove(config.at('spec', key))),
    ...strayFields(config).map(remove),
  ]
  account(config, ledger)
  return { ok: true, changes: [edit(config, intents), ...referencesTo(config, bundle)], ledger: ledger.entries }
}

/** What keeps a DeploymentConfig from being converted by rule: who must decide what. */
function undecided(config: KubernetesObject, bundle: BundleView): string | undefined {
  const spec = config.at('spec')
  const strategyAt = spec.at('strategy')
  const hook = hooks(strategyAt)[0]
  if (hook !== undefined)
    return `Whoever runs \`${config.name}\` decides where its \`${hook.key}\` hook goes (${hook.pointer}): a Deployment has no hooks, and it would never run again. A Job or an init container can do a migration.`
  if (strategyAt.at('type').is('Custom') || strategyAt.at('customParams').exists)
    return 'Decide how a new version is rolled out: a Deployment has no custom strategy.'
  if (spec.at('test').is(true))
    return 'Decide whether it shall run: with `test: true` OpenShift runs it only while it is rolled out, and a Deployment always runs.'
  if (!spec.at('template').exists) return 'Decide what it runs: it has no pod template.'
  if (bundle.find('Deployment', config.namespace, config.name) !== undefined)
    return `Decide which one stays: the manifests have a Deployment \`${config.name}\`, too.`
  const labels = { ...podLabels(config), deploymentconfig: config.name }
  const own = spec.at('selector').strings()
  if (Object.keys(own).length > 0 && !matchesLabels(own, labels))
    return 'Make the labels of the pod template and the selector agree: a Deployment may select only the pods that it makes.'
  if (Object.keys(own).length === 0 && Object.keys(podLabels(config)).length === 0)
    return 'Give the pod template labels: a Deployment selects its pods by them.'
  return undefined
}

function hooks(strategyAt: Field): Field[] {
  return ['rollingParams', 'recreateParams']
    .flatMap((params) => ['pre', 'mid', 'post'].map((key) => strategyAt.at(params, key)))
    .filter((hook) => hook.exists)
}

function selector(config: KubernetesObject, ledger: Ledger): Intent[] {
  const at = config.at('spec', 'selector')
  const given = Object.keys(at.strings()).length > 0
  ledger.mapped(at, 'it is `selector.matchLabels`')
  return [set(at, { matchLabels: given ? at.strings() : podLabels(config) })]
}

/** Rolling becomes RollingUpdate, and keeps maxSurge and maxUnavailable with their comments. */
function strategy(config: KubernetesObject, ledger: Ledger): Intent[] {
  const at = config.at('spec', 'strategy')
  const [rolling, updated] = [at.at('rollingParams'), at.at('rollingUpdate')]
  const isRolling = !at.at('type').is('Recreate')
  const keeps = isRolling && (rolling.at('maxSurge').exists || rolling.at('maxUnavailable').exists)
  accountStrategy(at, isRolling, ledger)
  const others = ['resources', 'labels', 'annotations', 'activeDeadlineSeconds', 'recreateParams'].map((key) => remove(at.at(key)))
  if (!keeps) return [...(at.at('type').is('Rolling') ? [set(at.at('type'), 'RollingUpdate')] : []), ...others, remove(rolling)]
  const timing = rolling.entries().filter((entry) => entry.key !== 'maxSurge' && entry.key !== 'maxUnavailable')
  return [
    set(at.at('type'), 'RollingUpdate'),
    rename(rolling, 'rollingUpdate'),
    ...others,
    ...timing.map((entry) => remove(updated.at(entry.key))),
  ]
}

function accountStrategy(at: Field, isRolling: boolean, ledger: Ledger): void {
  ledger.mapped(at.at('type'), isRolling ? 'Rolling is RollingUpdate' : 'a Deployment has Recreate, too')
  for (const key of ['maxSurge', 'maxUnavailable']) {
    const field = at.at('rollingParams', key)
    if (isRolling) ledger.mapped(field, 'it is in `rollingUpdate`')
    else ledger.dropped(field, 'Recreate does not look at it')
  }
  for (const params of ['rollingParams', 'recreateParams']) {
    for (const key of ['intervalSeconds', 'updatePeriodSeconds'])
      ledger.dropped(at.at(params, key), 'OpenShift asks and scales at this pace; the Deployment controller watches')
    ledger.lost(at.at(params, 'timeoutSeconds'), 'a Deployment goes on trying; `progressDeadlineSeconds` (600) only says that it is late')
  }
  for (const key of ['resources', 'labels', 'annotations', 'activeDeadlineSeconds'])
    ledger.dropped(at.at(key), "it is about OpenShift's deployer pod, which a Deployment does not need")
}

/** What the triggers fill in stands in the text from now on; where nobody knows it, an image that cannot be pulled by accident. */
function images(config: KubernetesObject, bundle: BundleView, ledger: Ledger): Intent[] {
  const filled = filledImages(config, bundle)
  for (const { container, stream, image } of filled) {
    ledger.mapped(
      container.at('image'),
      image === undefined ? `nobody knows what \`${stream}\` is: the name says so until someone does` : `the image of \`${stream}\``,
    )
  }
  return filled.map(({ container, stream, image }) => set(container.at('image'), image ?? `${UNKNOWN_IMAGE_HOST}/${stream}`))
}

/** Fields of the pod template that Kubernetes does not know: OpenShift ignored them, and kubectl would refuse them. */
function unknownFields(config: KubernetesObject, schemas: Schemas, ledger: Ledger): Intent[] {
  const template = config.at('spec', 'template')
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: config.name },
    spec: { selector: {}, template: template.value },
  }
  const unknown = schemas
    .validate(deployment)
    .filter(({ kind, pointer }) => kind === 'unknown-field' && pointer.startsWith('/spec/template/'))
  return unknown.map(({ pointer, nearest }) => {
    const at = config.at(...fromPointer(pointer).map((step) => (/^\d+$/.test(step) ? Number(step) : step)))
    ledger.dropped(
      at,
      `Kubernetes knows no such field, so OpenShift ignored it${nearest === undefined ? '' : `; \`${nearest}\` was probably meant`}`,
    )
    return remove(at)
  })
}

function account(config: KubernetesObject, ledger: Ledger): void {
  const spec = config.at('spec')
  accountObject(config, 'apps/v1 Deployment', ledger)
  for (const trigger of spec.at('triggers').items()) {
    const change = trigger.at('type').is('ConfigChange')
    ledger.dropped(
      trigger,
      change
        ? 'a Deployment rolls out whenever its pod template changes'
        : 'the image stands in the text; a pipeline that changes it starts a rollout',
    )
  }
  ledger.dropped(spec.at('triggers'), 'a Deployment rolls out whenever its pod template changes')
  ledger.dropped(spec.at('test'), 'false is what a Deployment does')
  for (const key of ['replicas', 'paused', 'minReadySeconds', 'revisionHistoryLimit']) ledger.mapped(spec.at(key), 'kept')
  ledger.mapped(spec.at('template'), 'kept, but for the images')
  ledger.rest(spec, 'a Deployment has no such field')
}
