import type { KubernetesObject } from '@aks-copilot/kubernetes'
import { remove, set } from '../../inspect/rule.ts'
import {
  dropped,
  keepDefault,
  type Migration,
  type Migrations,
  mapped,
  NO_STEPS,
  type Steps,
  takeDefault,
  together,
  type Undecided,
  undecided,
} from './migration.ts'

/** Workloads of extensions and the betas of apps, gone since 1.16. */
export const WORKLOAD_MIGRATIONS: Migrations = {
  'extensions/v1beta1 Deployment': workload(forgetRollback, extensionsDeploymentDefaults),
  'apps/v1beta1 Deployment': workload(forgetRollback, (object) =>
    takeDefault(object.at('spec', 'revisionHistoryLimit'), 'apps/v1 keeps 10 old ReplicaSets; apps/v1beta1 kept 2'),
  ),
  'apps/v1beta2 Deployment': workload(forgetRollback),
  'extensions/v1beta1 DaemonSet': workload(forgetTemplateGeneration, keepOnDelete),
  'apps/v1beta2 DaemonSet': workload(forgetTemplateGeneration),
  'extensions/v1beta1 ReplicaSet': workload(),
  'apps/v1beta2 ReplicaSet': workload(),
  'apps/v1beta1 StatefulSet': workload(keepOnDelete),
  'apps/v1beta2 StatefulSet': workload(),
}

type Part = (object: KubernetesObject) => Steps

function workload(...parts: readonly Part[]): Migration {
  return { to: 'apps/v1', migrate: (object) => withSelector(object, together(...parts.map((part) => part(object)))) }
}

/** apps/v1 asks for the selector that the betas took from the labels of the template. */
function withSelector(object: KubernetesObject, steps: Steps): Steps | Undecided {
  const selector = object.at('spec', 'selector')
  if (selector.exists) return steps
  const labels = object.at('spec', 'template', 'metadata', 'labels').value
  if (typeof labels !== 'object' || labels === null || Object.keys(labels).length === 0) {
    return undecided(
      'Give the pod template labels and `spec.selector.matchLabels` the same ones: apps/v1 asks for both, and they cannot be changed later.',
    )
  }
  return together(mapped(selector, 'the labels of the pod template, which were the default', set(selector, { matchLabels: labels })), steps)
}

function forgetRollback(object: KubernetesObject): Steps {
  const at = object.at('spec', 'rollbackTo')
  return at.exists ? dropped(at, '`kubectl rollout undo` does this now', remove(at)) : NO_STEPS
}

function forgetTemplateGeneration(object: KubernetesObject): Steps {
  const at = object.at('spec', 'templateGeneration')
  return at.exists ? dropped(at, 'the controller counts generations itself', remove(at)) : NO_STEPS
}

function keepOnDelete(object: KubernetesObject): Steps {
  return keepDefault(
    object.at('spec', 'updateStrategy', 'type'),
    'OnDelete',
    'OnDelete was the default and stays; the default of apps/v1 is RollingUpdate',
  )
}

function extensionsDeploymentDefaults(object: KubernetesObject): Steps {
  const strategy = object.at('spec', 'strategy')
  const rolling = strategy.at('rollingUpdate')
  const rolls = !strategy.at('type').is('Recreate')
  return together(
    takeDefault(
      object.at('spec', 'progressDeadlineSeconds'),
      'apps/v1 reports a rollout without progress after 600 s; extensions/v1beta1 never did',
    ),
    takeDefault(object.at('spec', 'revisionHistoryLimit'), 'apps/v1 keeps 10 old ReplicaSets; extensions/v1beta1 kept all'),
    ...(rolls
      ? ['maxSurge', 'maxUnavailable'].map((name) => takeDefault(rolling.at(name), 'apps/v1 takes 25 %; extensions/v1beta1 took 1'))
      : []),
  )
}
