import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin, type UserConfig } from 'vite'
import { thirdPartyLicenses } from '../../scripts/third-party-licenses.ts'

const API = process.env['AKS_COPILOT_API'] ?? 'http://127.0.0.1:8000'

/** Fonts and styles are no modules of the bundle. */
const STYLES = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono', 'tailwindcss'].map((name) =>
  fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url)),
)

const CONFIGURATION: UserConfig = {
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), tailwindcss(), thirdPartyLicenses(STYLES), precompress()],
  server: {
    port: 3000,
    strictPort: true,
    // The server checks Host and Origin: through the proxy both are its own.
    proxy: {
      '/api': { target: API, changeOrigin: true, headers: { origin: API } },
      '/ws': { target: API, changeOrigin: true, ws: true, headers: { origin: API } },
    },
  },
  build: {
    target: 'es2023',
    manifest: true,
    // No data: addresses, the policy of the server does not allow them.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
}

/** The page: `vite apps/web` serves it on port 3000 and asks the API on 8000; `vite build apps/web` writes apps/web/dist. */
export default defineConfig(({ command }) => {
  // Whoever builds it, a test too, builds what is served: answers are checked with zod, which tries eval, while developing only.
  if (command === 'build') process.env['NODE_ENV'] = 'production'
  return CONFIGURATION
})

/** Writes each text beside itself as .br and .gz, so that the server compresses nothing while it serves. Fonts are compressed already. */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle).filter((one) => /\.(js|css|html|svg)$/.test(one))) {
        const text = readFileSync(join(dir, name))
        writeFileSync(join(dir, `${name}.br`), brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
        writeFileSync(join(dir, `${name}.gz`), gzipSync(text, { level: 9 }))
      }
    },
  }
}
