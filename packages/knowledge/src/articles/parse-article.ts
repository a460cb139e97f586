import { load } from 'js-yaml'
import { headingOf } from './split-passages.ts'

/** A Markdown file taken apart. */
export interface ParsedArticle {
  readonly title: string | undefined
  readonly tags: readonly string[]
  readonly source: string | undefined
  readonly text: string
}

const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---\r?\n?/
const LONGEST_FRONT_MATTER = 4000

/**
 * Reads Markdown with optional front matter (title, tags, source). Never fails: front matter that is no YAML mapping is taken
 * as if it were not there, for runbooks are written by anybody.
 */
export function parseArticle(markdown: string): ParsedArticle {
  const plain = withoutControls(markdown.replace(/^\uFEFF/, ''))
  const matter = FRONT_MATTER.exec(plain)
  const body = (matter === null ? plain : plain.slice(matter[0].length)).trim()
  const fields = matter?.[1] === undefined ? {} : fieldsOf(matter[1])
  return {
    title: textOf(fields['title']) ?? firstHeading(body),
    tags: tagsOf(fields['tags']),
    source: textOf(fields['source']),
    text: body,
  }
}

function firstHeading(body: string): string | undefined {
  const line = body.split('\n').find((text) => text.startsWith('# '))
  return line === undefined ? undefined : headingOf(line)
}

function fieldsOf(yaml: string): Readonly<Record<string, unknown>> {
  if (yaml.length > LONGEST_FRONT_MATTER) return {}
  try {
    const value: unknown = load(yaml)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : undefined
}

function tagsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : []
  return list
    .filter((tag) => typeof tag === 'string')
    .map((tag) => tag.trim().slice(0, 60))
    .filter((tag) => tag !== '')
    .slice(0, 30)
}

/** Without characters that steer a terminal, turn the writing direction or hide text. */
function withoutControls(text: string): string {
  // oxlint-disable-next-line no-control-regex -- a runbook may hold them
  return text.replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g, '')
}
