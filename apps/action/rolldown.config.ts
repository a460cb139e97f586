import { defineConfig } from 'rolldown'

/** One package without dependencies. What only some runs need, such as the schemas of a version of Kubernetes, is in chunks of its own. */
export default defineConfig({
  cwd: import.meta.dirname,
  input: { action: 'src/main.ts' },
  platform: 'node',
  external: ['node-llama-cpp'],
  output: { dir: 'dist', format: 'esm', minify: true, cleanDir: true, chunkFileNames: 'chunks/[name]-[hash].js' },
  treeshake: { moduleSideEffects: false },
})
