const PROTECTS =
  /auth|tls|ssl|https|cert|verif|secur|csrf|cors|whitelist|allow-?list|deny|permit|trust|origin|firewall|waf|rate-?limit|limit-(?:rps|connections)|encrypt|sandbox/i

const ENDANGERS = /insecure|anonymous|(?:skip|disable|no|without)-?(?:tls|ssl|auth|verif|cert|secur|csrf)/i

/** Whether a name, or an argument, says that something is not to be guarded. */
export function mayEndanger(name: string): boolean {
  return ENDANGERS.test(name.replaceAll('_', '-'))
}

/** Whether a variable, a key or an annotation of this name may be what keeps somebody out: then it is for a person to change it. */
export function mayProtect(name: string): boolean {
  return PROTECTS.test(name.replaceAll('_', '-'))
}
