import { posix } from 'node:path'
import type { GitFile, SourceOfManifests } from '../ports.ts'
import { folderOf, type SourceRole, sourceFiles } from '../trace/source-files.ts'
import { matchesPath } from './matches-path.ts'
import type { RepairPolicy } from './repair-policy.ts'

/** Data that a generator reads may be changed in these alone: a script or a certificate is data to Kustomize too. */
const DATA = /\.(?:ya?ml|json|env|properties)$|(?:^|\/)[\w-]*\.env\.[\w-]+$/i

/**
 * Whether a repair may change a file, by its path from the root of the repository: manifests, Kustomize, Helm values and templates, and data of
 * generators, in the paths of the policy or (where it names none) in the folder of the source and what that refers to. Whatever the policy
 * says: nothing hidden, no program, nothing that builds or guards the repository. `files` are those that the source reads; without them only
 * its folder counts.
 */
export function isPathAllowed(
  path: string,
  policy: Pick<RepairPolicy, 'paths'>,
  source: SourceOfManifests,
  files: readonly Pick<GitFile, 'path' | 'text'>[] = [],
): boolean {
  if (!isInner(path) || isGuarded(path)) return false
  const role = files.length === 0 ? roleByName(path, source) : sourceFiles(source, files).roles.get(path)
  if (role === undefined || !hasSuffix(path, role)) return false
  return policy.paths.length === 0 || policy.paths.some((pattern) => matchesPath(pattern, path))
}

function isInner(path: string): boolean {
  return !/[\\\0\r\n]|^[a-z]:/i.test(path) && path.split('/').every((step) => step !== '' && step !== '.' && step !== '..')
}

/** Files that decide what runs in the repository or who may change it. */
function isGuarded(path: string): boolean {
  const name = posix.basename(path).toLowerCase()
  return (
    path.split('/').some((step, at, steps) => step.startsWith('.') && !(at === steps.length - 1 && /^\.env(?:\.[\w-]+)?$/.test(step))) ||
    /^(?:codeowners|owners(?:\.ya?ml)?|jenkinsfile.*|makefile|chart\.(?:ya?ml|lock)|requirements\.(?:ya?ml|lock)|values\.schema\.json)$/.test(
      name,
    ) ||
    /^(?:dockerfile|containerfile)(?:\.|$)|\.(?:dockerfile|sh|bash|ps1|py|js|ts|rb|go)$/.test(name) ||
    /^(?:azure-pipelines|(?:docker-)?compose|skaffold|bitbucket-pipelines|cloudbuild|action)(?:[.-].*)?\.ya?ml$/.test(name) ||
    /^(?:package(?:-lock)?|tsconfig|renovate)\.json$/.test(name)
  )
}

function hasSuffix(path: string, role: SourceRole): boolean {
  if (role === 'kustomization') return true
  if (role === 'data') return DATA.test(path)
  return role === 'template' ? /\.(?:ya?ml|tpl|json)$/.test(path) : /\.(?:ya?ml|json)$/.test(path)
}

/** Where nothing is known of what the source reads: manifests in its folder. */
function roleByName(path: string, source: SourceOfManifests): SourceRole | undefined {
  const folder = folderOf(source)
  if (folder !== '' && !path.startsWith(`${folder}/`)) return undefined
  if (/(?:^|\/)kustomization\.ya?ml$|(?:^|\/)Kustomization$/.test(path)) return 'kustomization'
  return /\.(?:ya?ml|json)$/.test(path) ? 'resource' : /\.(?:env|properties)$/.test(path) ? 'data' : undefined
}
