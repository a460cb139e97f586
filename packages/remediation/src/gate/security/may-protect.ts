const PROTECTS =
  /auth|tls|ssl|https|cert|verif|secur|csrf|cors|whitelist|allow-?list|deny|permit|trust|origin|firewall|waf|rate-?limit|limit-(?:rps|connections)|encrypt|sandbox/i

/** Whether a variable, a key or an annotation of this name may be what keeps somebody out: then it is for a person to change it. */
export function mayProtect(name: string): boolean {
  return PROTECTS.test(name.replaceAll('_', '-'))
}
