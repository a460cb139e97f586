import { defineConfig } from 'rolldown'

/** One package without dependencies: everything is bundled, each command in a chunk of its own. */
export default defineConfig({
  cwd: import.meta.dirname,
  input: {
    'aks-copilot': 'src/main.ts',
    // A thread of its own: see apps/server/src/manifests.
    'manifest-worker': '../server/src/manifests/manifest-worker.ts',
  },
  platform: 'node',
  // Found where the user has it, for a model in this process.
  external: ['node-llama-cpp'],
  output: { dir: 'dist', format: 'esm', minify: true, cleanDir: true, chunkFileNames: 'chunks/[name]-[hash].js' },
  treeshake: { moduleSideEffects: false },
})
