import type { BareRepository } from './bare-repository.ts'
import { type Answer, type Asked, created, ok, Refused, type Route, textIn } from './stand-in-answer.ts'
import { page } from './stand-in-pulls.ts'
import type { StandInStore, StoredCheck, StoredIssue } from './stand-in-store.ts'

/** Issues, comments and check runs. */
export function talkRoutes(git: BareRepository, store: StandInStore, url: () => string): Route[] {
  return [
    { method: 'GET', path: '/issues', right: 'issues=read', handler: (asked) => listIssues(store, asked, url()) },
    { method: 'POST', path: '/issues', right: 'issues=write', handler: (asked) => createIssue(store, asked, url()) },
    {
      method: 'GET',
      path: '/issues/*/comments',
      right: 'issues=read',
      handler: (asked) => ok(page(commentsOf(store, asked), asked.query)),
    },
    { method: 'POST', path: '/issues/*/comments', right: 'issues=write', handler: (asked) => createComment(store, asked) },
    { method: 'GET', path: '/commits/*/check-runs', right: 'checks=read', handler: (asked) => listChecks(git, store, asked) },
    { method: 'POST', path: '/check-runs', right: 'checks=write', handler: (asked) => createCheck(git, store, asked) },
    { method: 'PATCH', path: '/check-runs/*', right: 'checks=write', handler: (asked) => updateCheck(store, asked) },
  ]
}

function listIssues(store: StandInStore, { query }: Asked, url: string): Answer {
  const state = query.get('state') ?? 'open'
  const labels = (query.get('labels') ?? '').split(',').filter((label) => label !== '')
  const issues = store.talk.issues
    .filter((issue) => (state === 'all' || issue.state === state) && labels.every((label) => issue.labels.includes(label)))
    .map((issue) => toldIssue(issue, url))
  // GitHub lists pull requests among the issues; ours have no labels.
  const pulls = labels.length > 0 ? [] : store.talk.pulls.filter((pull) => state === 'all' || pull.state === state)
  const all = [
    ...issues,
    ...pulls.map(({ number, title, body }) => ({ number, title, body, html_url: `${url}/pull/${number}`, pull_request: {} })),
  ]
  return ok(page((query.get('direction') ?? 'desc') === 'desc' ? all.toReversed() : all, query))
}

function createIssue(store: StandInStore, { body, caller }: Asked, url: string): Answer {
  const labels = Array.isArray(body['labels']) ? (body['labels'] as readonly string[]) : []
  const text = typeof body['body'] === 'string' ? body['body'] : ''
  const title = textIn(body, 'title')
  const issue: StoredIssue = { number: store.next(), title, body: text, labels, user: caller.login, state: 'open' }
  store.talk.issues.push(issue)
  store.save()
  return created(toldIssue(issue, url))
}

function toldIssue({ number, title, body, labels, state, user }: StoredIssue, url: string): unknown {
  return {
    number,
    title,
    body,
    state,
    user: { login: user },
    labels: labels.map((name) => ({ name })),
    html_url: `${url}/issues/${number}`,
  }
}

function commentsOf(store: StandInStore, { rest }: Asked): { id: number; body: string; user: string }[] {
  const number = Number(rest[0])
  const { pulls, issues, comments } = store.talk
  if (![...pulls, ...issues].some((one) => one.number === number)) throw new Refused(404, 'Not Found')
  return (comments[String(number)] ??= [])
}

function createComment(store: StandInStore, asked: Asked): Answer {
  const comments = commentsOf(store, asked)
  const comment = { id: 1000 * Number(asked.rest[0]) + comments.length, body: textIn(asked.body, 'body'), user: asked.caller.login }
  comments.push(comment)
  store.save()
  return created(comment)
}

async function listChecks(git: BareRepository, store: StandInStore, { rest, query }: Asked): Promise<Answer> {
  const sha = await git.resolve(rest[0] ?? '')
  if (sha === undefined) throw new Refused(422, `No commit found for SHA: ${rest[0]}`)
  const name = query.get('check_name')
  const runs = store.talk.checks.filter(({ headSha, fields }) => headSha === sha && (name === null || fields['name'] === name))
  return ok({ total_count: runs.length, check_runs: page(runs, query).map(toldCheck) })
}

async function createCheck(git: BareRepository, store: StandInStore, asked: Asked): Promise<Answer> {
  forAppsOnly(asked)
  const sha = textIn(asked.body, 'head_sha')
  if ((await git.resolve(sha)) === undefined) throw new Refused(422, `No commit found for SHA: ${sha}`)
  textIn(asked.body, 'name')
  const run: StoredCheck = { id: 5000 + store.talk.checks.length, headSha: sha, fields: asked.body }
  store.talk.checks.push(run)
  store.save()
  return created(toldCheck(run))
}

function updateCheck(store: StandInStore, asked: Asked): Answer {
  forAppsOnly(asked)
  const run = store.talk.checks.find(({ id }) => id === Number(asked.rest[0]))
  if (run === undefined) throw new Refused(404, 'Not Found')
  run.fields = { ...run.fields, ...asked.body }
  store.save()
  return ok(toldCheck(run))
}

function forAppsOnly({ caller }: Asked): void {
  if (caller.kind === 'installation') return
  throw new Refused(403, 'You must authenticate via a GitHub App.', { headers: { 'x-accepted-github-permissions': 'checks=write' } })
}

function toldCheck({ id, headSha, fields }: StoredCheck): unknown {
  return { ...fields, id, head_sha: headSha, external_id: fields['external_id'] ?? '' }
}
