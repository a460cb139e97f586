import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { GitHost } from '@aks-copilot/remediation/ports'
import { type GitHubOptions, openGitHub } from '../open-github.ts'
import { GitHubStandIn, type StandInOptions } from './github-stand-in.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  // The kind that GitHub makes.
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
export const APP_KEY = privateKey
export const APP = { id: 4711, publicKey, installationId: 815 }
export const TOKEN = 'ghp_tokenOfTheTest0123456789'

export interface Hub {
  readonly hub: GitHubStandIn
  /** The first commit, on main. */
  readonly base: string
  readonly open: (more?: Partial<GitHubOptions>) => Promise<GitHost>
  readonly openAsApp: (more?: Partial<GitHubOptions>) => Promise<GitHost>
  readonly close: () => Promise<void>
}

/** A stand-in with one commit on main, and hosts upon it that lose their patience soon. */
export async function openHub(more: Partial<StandInOptions> = {}): Promise<Hub> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-'))
  const hub = await GitHubStandIn.start({ folder: join(folder, 'shop.git'), tokens: [TOKEN], app: APP, ...more })
  const base = await hub.git.commitFiles('main', { 'deploy/web.yaml': 'image: web:1.3\n' }, 'feat: the shop')
  const patience = { timeoutMs: 2000, tries: 3, pauseMs: 10, limitMs: 5000 }
  const open = (options: Partial<GitHubOptions> = {}): Promise<GitHost> =>
    openGitHub({ repository: hub.url, login: { kind: 'token', token: TOKEN }, patience, ...options })
  return {
    hub,
    base,
    open,
    openAsApp: (options) => open({ login: { kind: 'app', appId: APP.id, privateKey: APP_KEY }, ...options }),
    close: async () => {
      await hub.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
