import { readFile } from 'node:fs/promises'
import { CopilotError } from '@aks-copilot/contracts'
import { z } from 'zod'

/** What started the workflow, as far as the action acts on it. Titles and texts of people are not read. */
export type ActionEvent =
  | {
      readonly kind: 'pull-request'
      readonly number: number
      readonly head: string
      /** Data: never part of a command. */
      readonly branch: string
      readonly base: string
      readonly fork: boolean
      readonly draft: boolean
      readonly closed: boolean
    }
  | { readonly kind: 'push'; readonly before: string; readonly after: string; readonly deleted: boolean }
  | { readonly kind: 'manual' }

const commit = z.string().regex(/^[0-9a-f]{40}$/)
const pullRequestPayload = z.object({
  action: z.string(),
  pull_request: z.object({
    number: z.number().int(),
    draft: z.boolean().optional(),
    state: z.string().optional(),
    // The repository of a fork may be gone.
    head: z.object({ sha: commit, ref: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
    base: z.object({ sha: commit, repo: z.object({ full_name: z.string() }) }),
  }),
})
const pushPayload = z.object({ before: commit, after: commit, deleted: z.boolean().optional() })

const PRIVILEGED = new Set(['pull_request_target', 'workflow_run', 'issue_comment'])

/** Reads the event. Throws ACTION_EVENT_REFUSED for one that must not start it, ACTION_EVENT_MALFORMED for what is no event. */
export async function readEvent(environment: Readonly<Record<string, string | undefined>>): Promise<ActionEvent> {
  const name = environment['GITHUB_EVENT_NAME'] ?? ''
  if (PRIVILEGED.has(name)) throw privileged(name)
  if (name === 'workflow_dispatch' || name === 'schedule' || name === 'merge_group') return { kind: 'manual' }
  if (name !== 'pull_request' && name !== 'push')
    throw new CopilotError({
      code: 'ACTION_EVENT_REFUSED',
      category: 'validation',
      message: `The action does not know what to do on \`${name.slice(0, 60)}\`.`,
      remedy: 'Start it on pull_request, push, workflow_dispatch, schedule or merge_group.',
    })
  const payload = await readPayload(environment['GITHUB_EVENT_PATH'])
  return name === 'push' ? pushEvent(payload) : pullRequestEvent(payload)
}

function pullRequestEvent(payload: unknown): ActionEvent {
  const { action, pull_request: pull } = parsed(pullRequestPayload, payload)
  return {
    kind: 'pull-request',
    number: pull.number,
    head: pull.head.sha,
    branch: pull.head.ref,
    base: pull.base.sha,
    fork: pull.head.repo?.full_name !== pull.base.repo.full_name,
    draft: pull.draft === true,
    closed: action === 'closed' || pull.state === 'closed',
  }
}

function pushEvent(payload: unknown): ActionEvent {
  const { before, after, deleted } = parsed(pushPayload, payload)
  return { kind: 'push', before, after, deleted: deleted === true }
}

async function readPayload(path: string | undefined): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path ?? '', 'utf8'))
  } catch (cause) {
    throw malformed(cause)
  }
}

function parsed<T>(schema: z.ZodType<T>, payload: unknown): T {
  const result = schema.safeParse(payload)
  if (!result.success) throw malformed(undefined)
  return result.data
}

function malformed(cause: unknown): CopilotError {
  return new CopilotError({
    code: 'ACTION_EVENT_MALFORMED',
    category: 'validation',
    message: 'The event that GITHUB_EVENT_PATH names is not there, or is not what GitHub sends.',
    remedy: 'Run the action inside a workflow of GitHub, or give it a recorded event.',
    cause,
  })
}

function privileged(name: string): CopilotError {
  return new CopilotError({
    code: 'ACTION_EVENT_REFUSED',
    category: 'validation',
    message: `On ${name} the workflow has a token that may write, and what is checked comes from whoever opened the pull request.`,
    remedy: 'Use `on: pull_request`: it works for forks, too, and says there in the job summary what it would have said in a comment.',
  })
}
