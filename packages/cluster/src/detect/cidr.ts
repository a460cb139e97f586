/** Whether an IP address is in a block such as `10.0.0.0/8` or `fd00::/8`; false for what is neither, and across families. */
export function isInBlock(address: string, block: string): boolean {
  const [base = '', length = ''] = block.split('/')
  const [wanted, given] = [parseAddress(base), parseAddress(address)]
  const prefix = Number(length)
  if (wanted === undefined || given === undefined || wanted.bits !== given.bits || length === '' || !(prefix >= 0 && prefix <= wanted.bits))
    return false
  const rest = BigInt(wanted.bits - prefix)
  return wanted.value >> rest === given.value >> rest
}

interface Address {
  readonly bits: 32 | 128
  readonly value: bigint
}

function parseAddress(text: string): Address | undefined {
  if (text.includes(':')) return parseLong(text)
  const parts = text.split('.')
  const isShort = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)
  return isShort ? { bits: 32, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) } : undefined
}

/** IPv6: eight groups of four hexadecimal digits, of which one run of zeros may be left out. */
function parseLong(text: string): Address | undefined {
  const [head = '', tail, more] = text.split('::')
  const groups = (half: string | undefined): string[] => (half === undefined || half === '' ? [] : half.split(':'))
  const [before, after] = [groups(head), groups(tail)]
  const missing = 8 - before.length - after.length
  if (more !== undefined || (tail === undefined ? missing !== 0 : missing < 1)) return undefined
  const all = [...before, ...Array.from({ length: missing }, () => '0'), ...after]
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return { bits: 128, value: all.reduce((value, group) => value * 65_536n + BigInt(`0x${group}`), 0n) }
}
