/** A container image name taken apart: `registry/repository:tag@digest`. */
export interface ImageReference {
  /** Host with port, as written; undefined for Docker Hub's short names. */
  readonly registry: string | undefined
  /** Path without registry: `library` is not added. */
  readonly repository: string
  readonly tag: string | undefined
  readonly digest: string | undefined
}

/** Reads an image name the way container runtimes do: the first part is a registry if it has a dot, a colon, or is localhost. */
export function parseImage(image: string): ImageReference {
  const [beforeDigest, digest] = splitOnce(image, '@')
  const slash = beforeDigest.indexOf('/')
  const first = slash < 0 ? '' : beforeDigest.slice(0, slash)
  const hasRegistry = first === 'localhost' || /[.:]/.test(first)
  const rest = hasRegistry ? beforeDigest.slice(slash + 1) : beforeDigest
  const colon = rest.lastIndexOf(':')
  const hasTag = colon > rest.lastIndexOf('/')
  return {
    registry: hasRegistry ? first : undefined,
    repository: hasTag ? rest.slice(0, colon) : rest,
    tag: hasTag ? rest.slice(colon + 1) : undefined,
    digest,
  }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator)
  return index < 0 ? [text, undefined] : [text.slice(0, index), text.slice(index + 1)]
}
