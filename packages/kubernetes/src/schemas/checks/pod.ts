import { badValue, missingField, type Fields, type SchemaProblem } from '../problem.ts'
import { has, itemsOf, textOf } from '../read.ts'
import { isDnsLabel } from '../syntax.ts'
import type { Checks } from './check.ts'

const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const

/** What is inside a pod. */
export const POD_CHECKS: Checks = {
  'core.v1.PodSpec': [checkContainers, checkContainerNames, checkVolumeNames],
  'core.v1.Volume': [checkVolume],
}

function* checkContainers(pod: Fields, pointer: string): Generator<SchemaProblem> {
  const containers = pod['containers']
  if (Array.isArray(containers) && containers.length === 0) yield missingField(`${pointer}/containers`, 'A pod needs a container.')
}

function* checkContainerNames(pod: Fields, pointer: string): Generator<SchemaProblem> {
  const seen = new Set<string>()
  for (const list of CONTAINER_LISTS) {
    for (const [index, container] of itemsOf(pod, list)) {
      const name = textOf(container, 'name') ?? ''
      if (name !== '' && seen.has(name)) yield badValue(`${pointer}/${list}/${index}/name`, `Two containers are named \`${name}\`.`)
      seen.add(name)
    }
  }
}

function* checkVolumeNames(pod: Fields, pointer: string): Generator<SchemaProblem> {
  const seen = new Set<string>()
  for (const [index, volume] of itemsOf(pod, 'volumes')) {
    const name = textOf(volume, 'name') ?? ''
    if (name !== '' && seen.has(name)) yield badValue(`${pointer}/volumes/${index}/name`, `Two volumes are named \`${name}\`.`)
    seen.add(name)
  }
}

/** Mounts of volumes that neither the pod nor the claim templates have. */
export function* unknownVolumes(pod: Fields, pointer: string, claims: readonly string[]): Generator<SchemaProblem> {
  const known = new Set([...claims, ...itemsOf(pod, 'volumes').map(([, volume]) => volume['name'])])
  for (const list of CONTAINER_LISTS) {
    for (const [index, container] of itemsOf(pod, list)) {
      for (const [field, at] of [
        ['volumeMounts', 'mountPath'],
        ['volumeDevices', 'devicePath'],
      ] as const) {
        for (const [number, mount] of itemsOf(container, field)) {
          const name = textOf(mount, 'name') ?? ''
          if (name === '' || known.has(name)) continue
          yield badValue(
            `${pointer}/${list}/${index}/${field}/${number}/name`,
            `There is no volume \`${name}\` to mount at \`${textOf(mount, at) ?? ''}\`.`,
          )
        }
      }
    }
  }
}

function* checkVolume(volume: Fields, pointer: string): Generator<SchemaProblem> {
  const name = textOf(volume, 'name')
  if (name === '') yield missingField(`${pointer}/name`)
  else if (name !== undefined && !isDnsLabel(name)) {
    yield badValue(`${pointer}/name`, `\`${name}\` cannot be the name of a volume: lower-case letters, digits and -, at most 63.`)
  }
  const sources = Object.keys(volume).filter((field) => field !== 'name' && has(volume, field))
  if (sources.length > 1) yield badValue(`${pointer}/${sources[1]}`, `A volume has one source, and here are ${sources.join(' and ')}.`)
}
