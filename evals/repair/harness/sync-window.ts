import { kubectl } from '../../harness/kubectl.ts'
import type { Stage } from './stage-application.ts'

type Named = Pick<Stage, 'name' | 'argocd'>

/** A project of the Application's own name, so that its sync windows are nobody else's. */
export async function makeProject({ name, argocd }: Named): Promise<void> {
  const spec = {
    sourceRepos: ['*'],
    destinations: [{ server: '*', namespace: '*' }],
    clusterResourceWhitelist: [{ group: '*', kind: '*' }],
  }
  const project = { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name, namespace: argocd }, spec }
  await kubectl(['create', '-f', '-'], JSON.stringify(project))
}

/** Denies every sync for so many minutes, from the coming minute on: what is deployed before that is deployed. */
export async function closeWindow({ name, argocd }: Named, minutes: number): Promise<void> {
  const at = new Date(Date.now() + 60_000)
  const window = {
    kind: 'deny',
    schedule: `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`,
    duration: `${minutes}m`,
    applications: ['*'],
    timeZone: 'UTC',
  }
  await kubectl(['-n', argocd, 'patch', 'appproject', name, '--type', 'merge', '-p', JSON.stringify({ spec: { syncWindows: [window] } })])
}
