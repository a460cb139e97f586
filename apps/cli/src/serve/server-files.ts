import { access } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** Whether this runs from source; the bundle has other places. */
const IS_SOURCE = import.meta.url.endsWith('.ts')

/** The code of the thread that checks manifests. In the bundle it lies beside the program; this stands in one of its chunks. */
export function workerFile(): URL {
  return IS_SOURCE
    ? new URL('../../../server/src/manifests/manifest-worker.ts', import.meta.url)
    : new URL('../manifest-worker.js', import.meta.url)
}

/** Where the built page lies; undefined where it was not built. */
export async function webFolder(): Promise<string | undefined> {
  const places = IS_SOURCE ? ['../../../web/dist/', '../../dist/web/'] : ['../web/']
  for (const place of places) {
    const folder = fileURLToPath(new URL(place, import.meta.url))
    if (
      await access(folder).then(
        () => true,
        () => false,
      )
    )
      return folder
  }
  return undefined
}
