import { defineConfig } from 'rolldown'

/** One package without dependencies: everything is bundled, each command in a chunk of its own. */
export default defineConfig({
  cwd: import.meta.dirname,
  input: { 'aks-copilot': 'src/main.ts' },
  platform: 'node',
  output: { dir: 'dist', format: 'esm', minify: true, cleanDir: true, chunkFileNames: 'chunks/[name]-[hash].js' },
  treeshake: { moduleSideEffects: false },
})
