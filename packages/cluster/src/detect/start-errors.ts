/** What a runtime says when it can't start a container, and what that means; the first that fits. `$1`: what the pattern caught. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [/exec format error/i, 'its image was built for another processor architecture (exec format error)'],
  [/exec: "([^"]+)": (?:stat [^:]+: no such file or directory|executable file not found)/, 'the command `$1` does not exist in its image'],
  [/exec: "([^"]+)": (?:stat [^:]+: )?permission denied/, 'the command `$1` may not be executed'],
  [/exec: "([^"]+)": is a directory/, 'the command `$1` is a directory'],
  [/exec ([^\s:]+): no such file or directory/, 'the command `$1`, or the interpreter that it names, does not exist in its image'],
  [
    /error mounting "[^"]+" to rootfs at "([^"]+)".*not a directory/,
    'a volume is mounted at `$1`, and one of the two is a file and the other a directory',
  ],
  [
    /error mounting "[^"]+" to rootfs at "([^"]+)".*read-only file system/,
    'nothing can be mounted at `$1`: it lies in a volume that is read-only',
  ],
  [/error mounting "[^"]+" to rootfs at "([^"]+)"/, 'the mount at `$1` fails'],
  [/mkdir ([^:]+): not a directory/, 'its working directory `$1` is not a directory'],
  [/mkdir ([^:]+): permission denied/, 'it may not create `$1`'],
  [/no command specified/, 'neither the container nor its image names a command'],
  [/unable to find user ([^:]+):/, 'its image knows no user `$1`'],
  [/no space left on device/, 'the disk of the node is full'],
  [
    /failed to create symlink|failed to reserve container name|name "[^"]+" is reserved/,
    'the runtime still holds an earlier container of that name',
  ],
  [/context deadline exceeded/, 'the runtime does not answer in time'],
  [/minimum memory|memory limit too low|limit.*too low/i, 'its memory limit is too low even to start'],
]
const LONGEST = 200

/** Says in plain words why a container can't be started; the end of the runtime's own words where they are not known. */
export function plainStartError(said: string): string {
  for (const [pattern, meaning] of MEANINGS) {
    const match = pattern.exec(said)
    if (match !== null) return meaning.replace('$1', match[1] ?? '')
  }
  const core = said.replace(/^.*unable to start container process: /s, '').replace(/: unknown$/, '')
  return core.length > LONGEST ? `${core.slice(0, LONGEST)}…` : core
}
