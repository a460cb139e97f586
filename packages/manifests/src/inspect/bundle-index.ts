import { type Field, type KubernetesObject, matchesLabels, matchesSelector, podTemplate } from '@aks-copilot/kubernetes'
import { ManifestObject } from '../source/manifest.ts'
import { onceForEachBundle } from './once-for-each-bundle.ts'
import type { BundleView } from './rule.ts'

/** What makes pods with known labels: a workload, or a custom resource with a pod template in the usual place. */
export interface PodMaker {
  readonly object: KubernetesObject
  readonly template: Field
  readonly labels: Readonly<Record<string, string>>
}

/** In so large a bundle something near every name is found, and proves nothing. */
const MOST_NAMES = 1000

/** Finds objects of a bundle by name and pods by label. An open namespace may be any, so it matches every other. */
export class BundleIndex {
  readonly makers: readonly PodMaker[]
  readonly #named = new Map<string, KubernetesObject[]>()
  readonly #byPair = new Map<string, PodMaker[]>()

  readonly #names = new Map<string, readonly string[]>()
  readonly #byNamespace = new Map<string, readonly PodMaker[]>()
  readonly #bundle: BundleView

  private constructor(bundle: BundleView) {
    this.#bundle = bundle
    for (const object of bundle.objects) push(this.#named, `${object.kind}\n${object.name}`, object)
    this.makers = bundle.objects.flatMap(podMaker)
    for (const maker of this.makers) for (const [key, value] of Object.entries(maker.labels)) push(this.#byPair, `${key}\n${value}`, maker)
  }

  /** The index of a bundle, made once. */
  static readonly of = onceForEachBundle((bundle) => new BundleIndex(bundle))

  /** Objects of that kind and name which the namespace can mean. */
  find(kind: string, namespace: string | undefined, name: string): readonly KubernetesObject[] {
    return (this.#named.get(`${kind}\n${name}`) ?? []).filter((object) => mayShare(object.namespace, namespace))
  }

  /** Makers of pods with all these labels. */
  selecting(labels: Readonly<Record<string, string>>, namespace: string | undefined): readonly PodMaker[] {
    const [first] = Object.entries(labels)
    if (first === undefined) return []
    return (this.#byPair.get(first.join('\n')) ?? []).filter(
      (maker) => mayShare(maker.object.namespace, namespace) && matchesLabels(labels, maker.labels),
    )
  }

  /** Whether anything makes pods with all these labels. */
  selects(labels: Readonly<Record<string, string>>, namespace: string | undefined): boolean {
    const [first] = Object.entries(labels)
    if (first === undefined) return false
    return (this.#byPair.get(first.join('\n')) ?? []).some(
      (maker) => mayShare(maker.object.namespace, namespace) && matchesLabels(labels, maker.labels),
    )
  }

  /** Names of that kind which the namespace can mean; none where there are too many to compare. */
  names(kind: string, namespace: string | undefined): readonly string[] {
    return this.#once(`${kind}\n${namespace ?? ''}`, this.#names, () => {
      const objects = this.#bundle.of(kind)
      return objects.length > MOST_NAMES
        ? []
        : objects.filter((object) => mayShare(object.namespace, namespace)).map((object) => object.name)
    })
  }

  /** Whether a LabelSelector chooses pods of any maker. */
  chooses(selector: Field, namespace: string | undefined): boolean {
    return this.makers.some((maker) => mayShare(maker.object.namespace, namespace) && matchesSelector(selector, maker.labels))
  }

  makersIn(namespace: string | undefined): readonly PodMaker[] {
    return this.#once(namespace ?? '', this.#byNamespace, () => this.makers.filter((maker) => mayShare(maker.object.namespace, namespace)))
  }

  #once<Value>(key: string, known: Map<string, Value>, compute: () => Value): Value {
    let value = known.get(key)
    if (value === undefined) known.set(key, (value = compute()))
    return value
  }
}

/** Whether two namespaces as written can be the same one. */
function mayShare(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || right === undefined || left === right
}

/** A name that a template parameter will fill in says nothing yet. */
export function isOpenName(name: string | undefined): boolean {
  return name === undefined || name === '' || name.includes('${') || name.includes('{{')
}

/** How close two objects are kept: in one file, in files of one folder, or further apart (which often means: never deployed together). */
export function closeness(left: KubernetesObject, right: KubernetesObject): 'file' | 'folder' | 'apart' {
  if (!(left instanceof ManifestObject) || !(right instanceof ManifestObject) || left.virtual || right.virtual) return 'apart'
  if (left.file === right.file) return 'file'
  return folderOf(left.file) === folderOf(right.file) ? 'folder' : 'apart'
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')))
}

function podMaker(object: KubernetesObject): PodMaker[] {
  const custom = object.at('spec', 'template')
  const template = podTemplate(object) ?? (custom.at('spec', 'containers').exists ? custom : undefined)
  return template === undefined ? [] : [{ object, template, labels: template.at('metadata', 'labels').strings() }]
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
