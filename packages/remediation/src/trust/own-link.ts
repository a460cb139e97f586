/** Whether an address that people are shown leads into the repository: a page of it on its host, or a note of a repository without one. */
export function isOwnLink(url: string, repository: string): boolean {
  return url.toLowerCase().startsWith(repository.toLowerCase()) && /^[/#][\w/#-]+$/.test(url.slice(repository.length))
}
