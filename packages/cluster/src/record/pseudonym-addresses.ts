import { isIPv6 } from 'node:net'
import type { SecretRandom } from './secret-random.ts'

/** Networks with a meaning of their own: addresses stay inside. `[address, bits that stay]`. */
const SPECIAL: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 32],
  ['168.63.129.16', 32],
  ['169.254.0.0', 32],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['255.0.0.0', 32],
]

/** Bits of the network that decide whether an address is inside. */
const INSIDE: Readonly<Record<string, number>> = { '127.0.0.0': 8, '169.254.0.0': 16, '255.0.0.0': 8 }

/**
 * Another IPv4 address. Two addresses share as many leading bits as their pseudonyms do, so that what was inside a network still is;
 * private addresses stay private. With a prefix (`10.1.0.0/16`) only the bits of the network change.
 */
export function pseudonymOfIPv4(text: string, random: SecretRandom): string {
  const [address = '', prefix] = text.split('/')
  const parts = address.split('.').map(Number)
  if (parts.some((part) => part > 255)) return text
  const bits = parts.map((part) => part.toString(2).padStart(8, '0')).join('')
  const kept = SPECIAL.find(([network]) => bits.startsWith(bitsOf(network).slice(0, insideBits(network))))?.[1] ?? 0
  const last = prefix === undefined ? 32 : Math.min(32, Number(prefix))
  let result = ''
  for (let index = 0; index < 32; index++) {
    const before = bits.slice(0, index)
    const isKept = index < kept || index >= last || leadsToSpecial(before)
    const flips = !isKept && ((random.bytes(`bit ${before}`)[0] ?? 0) & 1) === 1
    result += flips ? (bits[index] === '0' ? '1' : '0') : bits[index]
  }
  const mapped = [0, 8, 16, 24].map((start) => Number.parseInt(result.slice(start, start + 8), 2)).join('.')
  return prefix === undefined ? mapped : `${mapped}/${prefix}`
}

function bitsOf(address: string): string {
  return address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('')
}

function insideBits(network: string): number {
  return INSIDE[network] ?? SPECIAL.find(([one]) => one === network)?.[1] ?? 32
}

/** Bits on the way to a special network are nobody's to change: else another address would come to lie in it. */
function leadsToSpecial(before: string): boolean {
  return SPECIAL.some(([network]) => before.length < insideBits(network) && bitsOf(network).startsWith(before))
}

/** Another IPv6 address; loopback, link-local and unspecified ones keep what makes them so. */
export function pseudonymOfIPv6(text: string, random: SecretRandom): string {
  if (!isIPv6(text) || text === '::1' || text === '::') return text
  let before = ''
  return text
    .toLowerCase()
    .split(':')
    .map((part, index) => {
      if (part === '' || (index === 0 && /^f[ef]/.test(part))) return part
      before += `:${part}`
      return random.hex(`six ${before}`, part.length)
    })
    .join(':')
}
