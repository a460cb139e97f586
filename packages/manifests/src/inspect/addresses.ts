/** Whether an IPv4 address is of a private network (RFC 1918), of the carrier (RFC 6598), link-local or loopback. */
export function isPrivateAddress(address: string): boolean {
  return /^(10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(address)
}
