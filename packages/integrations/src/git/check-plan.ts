import type { CommitPlan } from '@aks-copilot/remediation/ports'
import { planRefused, shown } from './git-faults.ts'
import { caseKey, isObjectId, isWritablePath } from './names.ts'

/** Who commits. The domain can belong to nobody, so that no host shows somebody else's account beside the commit. */
export const COMMITTER = { name: 'aks-copilot', email: 'aks-copilot@noreply.invalid' } as const

const MOST_FILES = 200
const MOST_TEXT = 16 * 1024 * 1024

/** Throws GIT_PLAN_REFUSED for a plan with paths that could leave the repository or be two files in one, or that is no commit. */
export function checkPlan({ parent, content, files, message, at }: CommitPlan): void {
  if (parent !== undefined && !isObjectId(parent)) throw planRefused('its parent is no id of a commit')
  if (parent === undefined && content === 'changes') throw planRefused('it changes a commit that is not named')
  if (files.length === 0) throw planRefused('it holds no file')
  if (files.length > MOST_FILES) throw planRefused(`it holds ${files.length} files, more than ${MOST_FILES}`)
  if (files.reduce((sum, { text }) => sum + text.length, 0) > MOST_TEXT) throw planRefused(`it holds more than ${MOST_TEXT} characters`)
  if (message.trim() === '' || !isText(message)) throw planRefused('its message is no text')
  if (Number.isNaN(Date.parse(at))) throw planRefused('its time is no time')
  checkPaths(files)
}

function checkPaths(files: CommitPlan['files']): void {
  const keys = new Set<string>()
  for (const { path, text } of files) {
    if (!isWritablePath(path)) throw planRefused(`${shown(path)} is no path that may be written`)
    if (!isText(text)) throw planRefused(`${shown(path)} would hold what is no text`)
    if (keys.has(caseKey(path))) throw planRefused(`${shown(path)} is there twice`)
    keys.add(caseKey(path))
  }
  for (const key of keys)
    for (let at = key.indexOf('/'); at !== -1; at = key.indexOf('/', at + 1))
      if (keys.has(key.slice(0, at))) throw planRefused(`${shown(key.slice(0, at))} would be a file and a folder`)
}

function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** The time of a commit as Git keeps it: UTC, whole seconds. */
export function commitTime(at: string): string {
  return `${new Date(Math.floor(Date.parse(at) / 1000) * 1000).toISOString().slice(0, 19)}Z`
}
