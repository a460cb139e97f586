/**
 * The page on port 3000 with the API on 8000, both with fresh code; ctrl-c ends both.
 *
 *   npm run dev                      the cluster of the kubeconfig
 *   npm run dev -- --from FILE       a recording; what follows `--` goes to `serve`
 */
import { spawn, type ChildProcess } from 'node:child_process'

const children: ChildProcess[] = [
  spawn(
    process.execPath,
    ['--watch', '--watch-preserve-output', 'apps/cli/src/main.ts', 'serve', '--port', '8000', ...process.argv.slice(2)],
    {
      stdio: 'inherit',
    },
  ),
  spawn('vite', ['apps/web', '--config', 'apps/web/vite.config.ts'], { stdio: 'inherit' }),
]

function stop(status: number): void {
  process.exitCode ||= status
  for (const child of children) child.kill('SIGTERM')
}

for (const child of children) {
  child.on('error', (error) => {
    console.error(error.message)
    stop(1)
  })
  child.on('exit', (status) => stop(status ?? 0))
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0))
