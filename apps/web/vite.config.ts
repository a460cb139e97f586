import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const API = process.env['AKS_COPILOT_API'] ?? 'http://127.0.0.1:8000'

/** The page: `vite apps/web` serves it on port 3000 and asks the API on 8000; `vite build apps/web` writes apps/web/dist. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), tailwindcss()],
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
})
