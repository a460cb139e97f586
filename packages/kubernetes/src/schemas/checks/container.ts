import { badValue, below, missingField, type Fields, type SchemaProblem } from '../problem.ts'
import { fieldsAt, has, itemsOf, textOf } from '../read.ts'
import { isDnsLabel, quantityAmount } from '../syntax.ts'
import type { Checks } from './table.ts'

const PROBE_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc']
const HOOK_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'sleep']
const VALUE_SOURCES = ['configMapKeyRef', 'fieldRef', 'fileKeyRef', 'resourceFieldRef', 'secretKeyRef']

/** What is inside a container. */
export const CONTAINER_CHECKS: Checks = {
  'core.v1.Container': [checkContainerName, checkImage, checkMounts],
  'core.v1.Probe': [(probe, pointer) => oneHandler(probe, pointer, PROBE_HANDLERS)],
  'core.v1.LifecycleHandler': [(hook, pointer) => oneHandler(hook, pointer, HOOK_HANDLERS)],
  'core.v1.ExecAction': [checkCommand],
  'core.v1.EnvVar': [checkEnv],
  'core.v1.EnvVarSource': [checkValueSource],
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
    if (path !== '' && seen.has(path)) yield badValue(`${pointer}/volumeMounts/${index}/mountPath`, `Two volumes are mounted at \`${path}\`.`)
    seen.add(path)
  }
}

function* oneHandler(object: Fields, pointer: string, handlers: readonly string[]): Generator<SchemaProblem> {
  const given = handlers.filter((handler) => has(object, handler))
  if (given.length === 0) yield missingField(`${pointer}/${handlers[1]}`, `One of ${handlers.join(', ')} is required.`)
  else if (given.length > 1) yield badValue(`${pointer}/${given[1]}`, `Only one of ${handlers.join(', ')} may be given, and here are ${given.join(' and ')}.`)
}

function* checkCommand({ command }: Fields, pointer: string): Generator<SchemaProblem> {
  if (command === undefined || command === null || (Array.isArray(command) && command.length === 0)) yield missingField(`${pointer}/command`)
}

function* checkEnv(variable: Fields, pointer: string): Generator<SchemaProblem> {
  const name = textOf(variable, 'name')
  if (name === '') yield missingField(`${pointer}/name`)
  else if (name?.includes('=')) yield badValue(`${pointer}/name`, 'The name of a variable has no `=`.')
  if (has(variable, 'valueFrom') && (textOf(variable, 'value') ?? '') !== '') {
    yield badValue(`${pointer}/valueFrom`, 'A variable has either `value` or `valueFrom`.')
  }
}

function* checkValueSource(source: Fields, pointer: string): Generator<SchemaProblem> {
  const given = VALUE_SOURCES.filter((name) => has(source, name))
  if (given.length === 0 && Object.keys(source).length === 0) yield missingField(`${pointer}/configMapKeyRef`, `One of ${VALUE_SOURCES.join(', ')} is required.`)
  else if (given.length > 1) yield badValue(`${pointer}/${given[1]}`, `Only one source may be given, and here are ${given.join(' and ')}.`)
}

function* checkRequests(resources: Fields, pointer: string): Generator<SchemaProblem> {
  const limits = fieldsAt(resources, 'limits')
  for (const [name, request] of Object.entries(fieldsAt(resources, 'requests'))) {
    const [asked, most] = [quantityAmount(request), quantityAmount(limits[name] ?? undefined)]
    if (asked === undefined || most === undefined || asked <= most) continue
    yield badValue(below(pointer, 'requests', name), `The request of ${name}, ${String(request)}, is more than its limit, ${String(limits[name])}.`)
  }
}
