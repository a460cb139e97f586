/** Whether an address that people are shown leads into the repository: a page of it on its host, or a note of a repository without one. */
export function isOwnLink(url: string, repository: string): boolean {
  return url.toLowerCase().startsWith(repository.toLowerCase()) && /^[/#][\w/#-]+$/.test(url.slice(repository.length))
}

/**
 * The addresses of pull requests of the repository that a text has as words of their own, but for a full stop or the like after them. Of what
 * else the repository has, none: a stranger's text could close an issue with it.
 */
export function ownPullLinks(text: string, repository: string): readonly string[] {
  const words = text.split(/\s/).map((word) => word.replace(/[.,;:]$/, ''))
  return [...new Set(words.filter((word) => isOwnLink(word, repository) && /\/pull\/\d+$/.test(word)))]
}
