import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kubectl } from '../../harness/kubectl.ts'

export interface OfferedKustomize {
  remove(): Promise<void>
}

/** What an Application names to have it used. */
export const KUSTOMIZE = 'kubectl'

/**
 * Argo CD renders Kustomize with a program of its own, which the Argo CD of a test machine may lack: it is offered the one in kubectl, by
 * the setting that Argo CD has for other versions. Its repo server must run on this machine.
 */
export async function offerKustomize(argocd: string): Promise<OfferedKustomize> {
  const folder = await mkdtemp(join(tmpdir(), 'aks-copilot-kustomize-'))
  const program = join(folder, 'kustomize')
  const path = execFileSync('sh', ['-c', 'command -v kubectl'], { encoding: 'utf8' }).trim()
  await writeFile(program, `#!/bin/sh\n[ "$1" = build ] && exec '${path}' kustomize "$2"\necho v5.7.1\n`)
  await chmod(program, 0o755)
  const set = async (value: string | null): Promise<void> => {
    const data = { [`kustomize.path.${KUSTOMIZE}`]: value }
    await kubectl(['-n', argocd, 'patch', 'configmap', 'argocd-cm', '--type', 'merge', '-p', JSON.stringify({ data })])
  }
  await set(program)
  return {
    async remove() {
      await set(null)
      await rm(folder, { recursive: true, force: true })
    },
  }
}
