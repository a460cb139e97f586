import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Sessions } from '../security/sessions.ts'
import type { App } from './app.ts'
import { notFound, problemOf } from './problem.ts'

const HASHED = /[\\/]assets[\\/]/
const YEAR = 31_536_000

/** The page: its files as they were built, and `index.html` for every address of a view. */
export async function pageRoutes(app: App, sessions: Sessions, folder: string | undefined): Promise<void> {
  const index = folder === undefined ? undefined : join(folder, 'index.html')
  const hasPage =
    index !== undefined &&
    (await access(index).then(
      () => true,
      () => false,
    ))
  if (hasPage && folder !== undefined)
    await app.register(fastifyStatic, {
      root: folder,
      preCompressed: true,
      cacheControl: false,
      index: false,
      wildcard: true,
      setHeaders: (response, path) =>
        void response.header('cache-control', HASHED.test(path) ? `public, max-age=${YEAR}, immutable` : 'no-cache'),
    })
  const view = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (!sessions.isKnown(request)) return await reply.redirect('/login', 303)
    void reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8')
    return await reply.send(hasPage && index !== undefined ? await readFile(index) : NO_PAGE)
  }
  app.get('/', view)
  app.setNotFoundHandler(async (request, reply) => {
    const { pathname } = new URL(request.url, 'http://server')
    const isView = request.method === 'GET' && !/^\/(?:api|ws|assets|mcp|hooks)(?:\/|$)/.test(pathname) && !/\.\w+$/.test(pathname)
    if (isView) return await view(request, reply)
    const problem = problemOf(notFound(`There is nothing at ${request.method} ${pathname.slice(0, 200)}.`), request.id)
    return await reply.code(404).type('application/problem+json').send(problem)
  })
}

const NO_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>aks-copilot</title><link rel="stylesheet" href="/api/docs.css">
<main><h1>aks-copilot</h1><p>The page was not built: run npm run build. The API is here: <a href="/api/docs">/api/docs</a>.</p></main></html>`
