import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where runbooks lie unless `knowledge.runbooks` says otherwise. */
export function defaultRunbooksFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return join(dataFolder(environment), 'aks-copilot', 'runbooks')
}

/** Where computed embeddings are kept. */
export function defaultEmbeddingsFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CACHE_HOME: cache, LOCALAPPDATA: local } = environment
  return join(cache || (process.platform === 'win32' && local ? local : join(homeOf(environment), '.cache')), 'aks-copilot', 'embeddings')
}

function dataFolder(environment: Readonly<Record<string, string | undefined>>): string {
  const { XDG_DATA_HOME: data, LOCALAPPDATA: local } = environment
  return data || (process.platform === 'win32' && local ? local : join(homeOf(environment), '.local', 'share'))
}

function homeOf({ HOME }: Readonly<Record<string, string | undefined>>): string {
  return HOME || homedir()
}
