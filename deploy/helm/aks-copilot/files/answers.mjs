// What `helm test` runs in a pod of its own: the server answers, keeps strangers out, shows its page and has read the cluster.
import { readFileSync } from 'node:fs'

const { SERVER, TOKEN_FILE } = process.env
const authorization = `Bearer ${readFileSync(TOKEN_FILE, 'utf8').trim()}`

async function ask(path, headers = {}) {
  const answer = await fetch(new URL(path, SERVER), { headers, redirect: 'manual', signal: AbortSignal.timeout(5000) })
  return { status: answer.status, text: await answer.text() }
}

function expect(what, holds, said) {
  console.log(`${holds ? 'ok' : 'FAILED'}  ${what}`)
  if (holds) return
  console.log(said)
  process.exitCode = 1
}

async function ready(tries) {
  const answer = await ask('/readyz').catch((error) => ({ status: 0, text: String(error.cause ?? error) }))
  if (answer.status === 200 || tries === 0) return answer
  await new Promise((resolve) => setTimeout(resolve, 1000))
  return await ready(tries - 1)
}

const { status, text } = await ready(30)
expect('the server has read the cluster', status === 200, text)
if (status !== 0) {
  const stranger = await ask('/api/summary')
  expect('without the token nothing is told', stranger.status === 401, `${stranger.status} ${stranger.text}`)
  const summary = await ask('/api/summary', { authorization })
  expect('with the token the overview is told', summary.status === 200, `${summary.status} ${summary.text}`)
  const page = await ask('/', { authorization })
  expect('the page is there', page.status === 200 && page.text.includes('<script'), `${page.status} ${page.text.slice(0, 200)}`)
}
