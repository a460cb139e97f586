import { type HostFacts, isWslKernel } from './host-facts.ts'

/** Where a process can run whose 127.0.0.1 is not, or not surely, that of the machine with the model. */
export type HostPlace = 'pod' | 'container' | 'wsl-mirrored' | 'wsl-nat' | 'wsl-other'

/** undefined: the loopback here is that of the machine, and there is nothing to say. */
export function placeOf({ platform, release, environment, wslMode, inPod, inContainer }: HostFacts): HostPlace | undefined {
  if (platform !== 'linux') return undefined
  if (inPod) return 'pod'
  if (inContainer) return 'container'
  if (!isWslKernel(release) && environment['WSL_DISTRO_NAME'] === undefined) return undefined
  // The first WSL has no network of its own.
  if (wslMode === 'wsl1') return undefined
  if (wslMode === 'mirrored') return 'wsl-mirrored'
  // Releases without wslinfo know no other mode.
  return wslMode === undefined || wslMode === 'nat' ? 'wsl-nat' : 'wsl-other'
}

const SAID: Readonly<Record<HostPlace, string>> = {
  pod: 'a pod: 127.0.0.1 is the pod itself',
  container: 'a container: 127.0.0.1 is the container itself',
  'wsl-mirrored': 'WSL with mirrored networking: 127.0.0.1 is also that of Windows',
  'wsl-nat': 'WSL with NAT: 127.0.0.1 is not that of Windows',
  'wsl-other': 'WSL with a network of its own: 127.0.0.1 may not be that of Windows',
}

export function placeText(place: HostPlace, { gateway }: HostFacts): string {
  return place === 'wsl-nat' && gateway !== undefined ? `${SAID[place]}, which is ${gateway} from here` : SAID[place]
}

/**
 * Addresses at which a model of the machine below may answer, likeliest first; without the one that is configured. With mirrored networking
 * the default gateway is a router of the network, which nobody asked to be tried.
 */
export function candidatesFor(place: HostPlace, { gateway, names }: HostFacts, endpoint: URL): readonly string[] {
  const isNeighbour = gateway !== undefined && place !== 'wsl-mirrored' && !gateway.startsWith('169.254.')
  const hosts = [...(place === 'wsl-mirrored' || place === 'wsl-other' ? ['127.0.0.1'] : []), ...names, ...(isNeighbour ? [gateway] : [])]
  return hosts
    .filter((host) => host !== endpoint.hostname && !(host === '127.0.0.1' && endpoint.hostname === 'localhost'))
    .map((host) => withHost(endpoint, host))
}

function withHost(endpoint: URL, host: string): string {
  const url = new URL(endpoint)
  url.hostname = host
  return url.href.replace(/\/$/, '')
}

/** What to do where no candidate answers: one way for each place, with the commands. */
export function wayToHost(place: HostPlace, { gateway }: HostFacts, port: string, isFoundry: boolean): string {
  if (place === 'pod')
    return `On k3s in WSL run the relay of deploy/local, which pods reach at the address of the bridge${gateway === undefined ? '' : ` (http://${gateway}:${port})`}; on Docker Desktop set model.endpoint to http://host.docker.internal:${port}.`
  if (place === 'container')
    return `Run the container with --add-host host.docker.internal:host-gateway, and set model.endpoint to http://host.docker.internal:${port}.`
  const start = isFoundry
    ? `On Windows start it on a fixed port: foundry server start --port ${port} (before release 0.10: foundry service set --port ${port})`
    : `Start it on Windows, on port ${port}`
  if (place === 'wsl-mirrored') return `${start}.`
  const proxy =
    gateway === undefined
      ? ''
      : `; or keep NAT, and as administrator: netsh interface portproxy add v4tov4 listenaddress=${gateway} listenport=${port} connectaddress=127.0.0.1 connectport=${port}`
  return `${start}. Then write networkingMode=mirrored under [wsl2] in %USERPROFILE%\\.wslconfig and run wsl --shutdown${proxy}.`
}
