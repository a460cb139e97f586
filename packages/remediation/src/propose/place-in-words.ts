import { isMap } from '@aks-copilot/kubernetes'
import { valueAt } from '../trace/wanted-change.ts'
import type { Json } from './differences.ts'

const NAMED: Readonly<Record<string, string>> = {
  containers: 'container',
  initContainers: 'init container',
  ephemeralContainers: 'container',
  env: 'variable',
  volumes: 'volume',
  volumeMounts: 'mount',
  ports: 'port',
}

/** A place of an object as people say it: `variable MODE of container web`, `readinessProbe/httpGet/path of container web`, `nodeSelector/agentpool of its pods`. */
export function placeInWords(path: readonly string[], live: Json): string {
  const owners: string[] = []
  let rest: string[] = []
  for (const [index, step] of path.entries()) {
    const list = path[index - 1] ?? ''
    const name = /^\d+$/.test(step) ? nameOf(valueAt(live, path.slice(0, index + 1))) : undefined
    if (name !== undefined && Object.hasOwn(NAMED, list)) {
      owners.unshift(`${NAMED[list]} ${name}`)
      rest = []
    } else rest.push(step)
  }
  const isOfPods = owners.length === 0 && path.includes('template')
  const field = rest.slice(isOfPods ? rest.lastIndexOf('template') + 1 : 0).filter((step) => step !== 'spec')
  const places = isOfPods ? ['its pods'] : owners
  const own = field.length === 1 && field[0] === 'value' && owners[0]?.startsWith('variable ') === true ? [] : [field.join('/')]
  return [...own.filter((text) => text !== ''), ...places].join(' of ')
}

function nameOf(entry: unknown): string | undefined {
  const name = isMap(entry) ? (entry['name'] ?? entry['containerPort'] ?? entry['port']) : undefined
  return typeof name === 'string' || typeof name === 'number' ? String(name) : undefined
}
