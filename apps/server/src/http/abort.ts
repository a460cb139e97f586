import type { FastifyReply } from 'fastify'

/** Aborted when the client goes away before its answer is out, or the server stops. */
export function requestSignal(reply: FastifyReply, stopping: AbortSignal): AbortSignal {
  const control = new AbortController()
  const leave = (): void => {
    if (!reply.raw.writableFinished) control.abort(new Error('the client went away'))
    stopping.removeEventListener('abort', stop)
  }
  const stop = (): void => control.abort(new Error('the server stops'))
  stopping.addEventListener('abort', stop, { once: true })
  if (stopping.aborted) stop()
  reply.raw.once('close', leave)
  return control.signal
}
