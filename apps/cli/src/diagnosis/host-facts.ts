import { lookup } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import { release } from 'node:os'
import { runTool } from '../run-tool.ts'
import type { Terminal } from '../terminal.ts'

/** What tells where this process runs, and how the machine below it can be reached. */
export interface HostFacts {
  readonly platform: NodeJS.Platform
  /** Release of the kernel: that of WSL says so, also to containers on it. */
  readonly release: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What `wslinfo --networking-mode` says; undefined where that program is not there. */
  readonly wslMode: string | undefined
  readonly inPod: boolean
  readonly inContainer: boolean
  /** The next hop of the default route, as an IPv4 address. */
  readonly gateway: string | undefined
  /** Those of HOST_NAMES that resolve here. */
  readonly names: readonly string[]
}

/** What Docker Desktop and k3d call the machine that they run on. */
const HOST_NAMES = ['host.docker.internal', 'host.k3d.internal']
const MOST_RESOLVING = 1000

/** Reads the facts. Names are looked up only where one of them can be known: in WSL, in a container and in a pod. */
export async function hostFacts(terminal: Terminal): Promise<HostFacts> {
  const { environment } = terminal
  const inPod = isInPod(environment)
  const inContainer = existsSync('/.dockerenv') || existsSync('/run/.containerenv')
  const isWsl = isWslKernel(release()) || environment['WSL_DISTRO_NAME'] !== undefined
  const mayKnow = process.platform === 'linux' && (inPod || inContainer || isWsl)
  const [mode, names] = await Promise.all([
    isWsl && !inPod && !inContainer ? runTool('wslinfo', ['--networking-mode'], terminal) : undefined,
    mayKnow ? Promise.all(HOST_NAMES.map(resolves)) : [],
  ])
  return {
    platform: process.platform,
    release: release(),
    environment,
    wslMode: mode?.ok === true ? mode.stdout.trim().toLowerCase() : undefined,
    inPod,
    inContainer,
    gateway: mayKnow ? gatewayIn(routes()) : undefined,
    names: HOST_NAMES.filter((_, index) => names[index] === true),
  }
}

export function isInPod(environment: Terminal['environment']): boolean {
  return environment['KUBERNETES_SERVICE_HOST'] !== undefined && existsSync('/var/run/secrets/kubernetes.io')
}

export function isWslKernel(kernel: string): boolean {
  return /microsoft/i.test(kernel)
}

function routes(): string {
  try {
    return readFileSync('/proc/net/route', 'utf8')
  } catch {
    return ''
  }
}

/** The gateway of the default route in /proc/net/route, where addresses are hexadecimal with the last byte first. */
export function gatewayIn(table: string): string | undefined {
  const row = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, destination, gateway]) => destination === '00000000' && gateway !== undefined && gateway !== '00000000')
  const bytes = row?.[2]?.match(/[0-9a-f]{2}/gi)
  return bytes?.length === 4
    ? bytes
        .toReversed()
        .map((byte) => parseInt(byte, 16))
        .join('.')
    : undefined
}

async function resolves(name: string): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), MOST_RESOLVING).unref())
  const found = lookup(name).then(
    () => true,
    () => false,
  )
  return Promise.race([found, late])
}
