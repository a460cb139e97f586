import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runTool, type ToolResult } from './run-tool.ts'

export interface IsolatedOptions {
  /** An empty folder: the home of the program, its configuration and its cache. */
  readonly home: string
  readonly cwd: string
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** Nothing listens at the port of discarded data, so that whatever asks for the network by HTTP is refused at once. */
const NOWHERE = 'http://127.0.0.1:9'

/**
 * Runs a program that needs no more than files: it sees no variable of this process, finds no other program (Kustomize would run git and
 * helm), no plugin and no configuration of the user. Only an abort is thrown.
 */
export async function runIsolated(program: string, args: readonly string[], options: IsolatedOptions): Promise<ToolResult> {
  const { home, cwd, timeoutMs, signal } = options
  const path = findProgram(program)
  if (path === undefined) return { status: 'missing' }
  return await runTool(path, args, { cwd, timeoutMs, signal, env: isolatedEnvironment(home) })
}

function isolatedEnvironment(home: string): Record<string, string> {
  const system = process.env['SystemRoot']
  return {
    ...(system === undefined ? {} : { SystemRoot: system }),
    PATH: home,
    HOME: home,
    USERPROFILE: home,
    TMPDIR: home,
    TEMP: home,
    TMP: home,
    KUBECONFIG: join(home, 'no-kubeconfig'),
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_DATA_HOME: home,
    KUSTOMIZE_PLUGIN_HOME: home,
    HELM_PLUGINS: join(home, 'no-plugins'),
    HELM_CONFIG_HOME: home,
    HELM_CACHE_HOME: home,
    HELM_DATA_HOME: home,
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    ALL_PROXY: NOWHERE,
  }
}

/** The program that a shell would run; a file of the current folder is none. */
function findProgram(name: string): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.exe`] : [name]
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '' && folder !== '.')
  return folders.flatMap((folder) => names.map((one) => join(folder, one))).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
