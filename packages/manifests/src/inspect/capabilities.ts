import type { Field } from '@aks-copilot/kubernetes'

/** Capabilities that Pod Security "baseline" lets a container add. */
export const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
])

/** Added capabilities that "baseline" denies; names count as they are written. */
export function beyondBaseline(capabilities: Field): Field[] {
  return added(capabilities).filter((capability) => !BASELINE_CAPABILITIES.has(capability.text ?? ''))
}

/** Added capabilities that "baseline" allows and "restricted" denies. */
export function beyondRestricted(capabilities: Field): Field[] {
  return added(capabilities).filter((capability) => BASELINE_CAPABILITIES.has(capability.text ?? '') && !capability.is('NET_BIND_SERVICE'))
}

export function added(capabilities: Field): Field[] {
  return capabilities.at('add').items()
}
