/** Builds the web page into the published package, and packs its files beforehand: a server then sends what lies there. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const root = join(import.meta.dirname, '..')
const folder = join(root, 'apps/cli/dist/web')
const PACKABLE = /\.(?:js|css|html|svg|json)$/
/** Smaller files gain nothing. */
const LEAST = 1024

const vite = join(root, 'node_modules/vite/bin/vite.js')
execFileSync(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'], {
  cwd: join(root, 'apps/web'),
  stdio: 'inherit',
})
// The list of what was built is for tests, not for browsers.
rmSync(join(folder, '.vite'), { recursive: true, force: true })
// Beside those of the command line: the server sends what lies in the folder, and nobody asks it for licences.
renameSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), join(folder, '../THIRD-PARTY-LICENSES-of-the-page.txt'))
let [plain, packed] = [0, 0]
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue
  const file = join(entry.parentPath, entry.name)
  const bytes = readFileSync(file)
  plain += bytes.length
  if (!PACKABLE.test(entry.name) || bytes.length < LEAST) continue
  const small = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
  writeFileSync(`${file}.br`, small)
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  packed += small.length
}
console.log(`web: ${Math.round(plain / 1024)} KiB, its texts ${Math.round(packed / 1024)} KiB packed`)
