import { badValue, below, missingField, type Fields, type SchemaProblem } from '../problem.ts'
import { fieldsAt, has, itemsOf, textOf } from '../read.ts'
import { parseQuantity } from '../../quantity.ts'
import { isDnsLabel } from '../syntax.ts'
import type { Checks } from './check.ts'

/** What is inside a container. */
export const CONTAINER_CHECKS: Checks = {
  'core.v1.Container': [checkContainerName, checkImage, checkMounts, checkPortNames],
  'core.v1.EnvVar': [checkEnv],
  'core.v1.ResourceRequirements': [checkRequests],
}

function* checkContainerName(container: Fields, pointer: string): Generator<SchemaProblem> {
  const name = textOf(container, 'name')
  if (name === '') yield missingField(`${pointer}/name`)
  else if (name !== undefined && !isDnsLabel(name)) {
    yield badValue(`${pointer}/name`, `\`${name}\` cannot be the name of a container: lower-case letters, digits and -, at most 63.`)
  }
}

function* checkImage(container: Fields, pointer: string): Generator<SchemaProblem> {
  const image = container['image'] ?? ''
  if (image === '') yield missingField(`${pointer}/image`, 'A container needs an image.')
  else if (typeof image === 'string' && image !== image.trim()) yield badValue(`${pointer}/image`, 'An image has no blank at its ends.')
}

function* checkMounts(container: Fields, pointer: string): Generator<SchemaProblem> {
  const seen = new Set<string>()
  for (const [index, mount] of itemsOf(container, 'volumeMounts')) {
    const path = textOf(mount, 'mountPath') ?? ''
    if (path !== '' && seen.has(path))
      yield badValue(`${pointer}/volumeMounts/${index}/mountPath`, `Two volumes are mounted at \`${path}\`.`)
    seen.add(path)
  }
}

function* checkPortNames(container: Fields, pointer: string): Generator<SchemaProblem> {
  const seen = new Set<string>()
  for (const [index, port] of itemsOf(container, 'ports')) {
    const name = textOf(port, 'name') ?? ''
    if (name !== '' && seen.has(name)) yield badValue(`${pointer}/ports/${index}/name`, `Two ports are named \`${name}\`.`)
    seen.add(name)
  }
}

function* checkEnv(variable: Fields, pointer: string): Generator<SchemaProblem> {
  const name = textOf(variable, 'name')
  if (name === '') yield missingField(`${pointer}/name`)
  else if (name?.includes('=')) yield badValue(`${pointer}/name`, 'The name of a variable has no `=`.')
  if (has(variable, 'valueFrom') && (textOf(variable, 'value') ?? '') !== '') {
    yield badValue(`${pointer}/valueFrom`, 'A variable has either `value` or `valueFrom`.')
  }
}

function* checkRequests(resources: Fields, pointer: string): Generator<SchemaProblem> {
  const limits = fieldsAt(resources, 'limits')
  for (const [name, request] of Object.entries(fieldsAt(resources, 'requests'))) {
    const [asked, most] = [parseQuantity(request), parseQuantity(Object.hasOwn(limits, name) ? (limits[name] ?? undefined) : undefined)]
    if (asked === undefined || most === undefined || asked <= most) continue
    yield badValue(
      below(pointer, 'requests', name),
      `The request of ${name}, ${String(request)}, is more than its limit, ${String(limits[name])}.`,
    )
  }
}
