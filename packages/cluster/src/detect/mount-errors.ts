/** What the kubelet and the attach controller say of a volume, and what that means; the first that fits. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/Multi-Attach error.*already used by pod\(s\) (.+)$/s, 'the disk is still used on another node, by $1'],
  [/Multi-Attach error|already exclusively attached/, 'the disk is still attached to another node'],
  [/driver name (\S+) not found in the list of registered CSI drivers/, 'the CSI driver `$1` does not run on the node'],
  [/hostPath type check failed: (\S+) is not a (\w+)/, '`$1` on the node is not a $2'],
  [/unknown filesystem type '([^']+)'|bad option; for several filesystems/, 'the node has no tools for such a file system'],
  [/Permission denied|access denied by server|mount error\(13\)/i, 'the server refuses access'],
  [/No such file or directory|mount error\(2\)|does not exist/i, 'the share or path does not exist on the server'],
  [/Connection timed out|timed out|mount error\(110\)|deadline exceeded/i, 'the server or the driver does not answer in time'],
  [/Connection refused|No route to host|mount error\(11[13]\)/i, "the server can't be reached"],
  [/wrong fs type|bad superblock|fsck/i, 'its file system is damaged or of another type'],
  [/no space left on device/i, 'the disk is full'],
  [/SecretProviderClass|secretproviderclasses?\.[^ ]+ "([^"]+)" not found/i, 'its SecretProviderClass does not deliver'],
]
const LONGEST = 200

/** Says in plain words why a volume can't be mounted; the kubelet's own words where they are not known. */
export function plainMountError(said: string): string {
  for (const [pattern, meaning] of MEANINGS) {
    const match = pattern.exec(said)
    if (match !== null) return meaning.replace('$1', match[1]?.trim() ?? '').replace('$2', match[2] ?? '')
  }
  const core = said
    .replace(/^[\w.]+ failed for volume "[^"]+" : /, '')
    .trim()
    .replace(/\.$/, '')
  return core.length > LONGEST ? `${core.slice(0, LONGEST)}…` : core
}
