import { defineConfig, type Plugin } from 'rolldown'
import { thirdPartyLicenses } from '../../scripts/third-party-licenses.ts'

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
  plugins: [lazyNames(), thirdPartyLicenses()],
})

const LAZY = /const \{([\w, ]+)\} = await import\('(@aks-copilot\/[\w/-]+)'\)/g
const PREFIX = '\0names:'

/**
 * What loads a package when it needs it gets the names that it takes, and not all that its index has: else whoever needs any of these
 * would load the others, too, and a server the rules for manifests and the repairs.
 */
function lazyNames(): Plugin {
  return {
    name: 'lazy-names',
    transform: {
      filter: { code: "= await import('@aks-copilot/" },
      async handler(code, importer) {
        const wholes = new Set([...code.matchAll(LAZY)].map(([, , whole = '']) => whole))
        const places = new Map<string, string | undefined>()
        for (const whole of wholes) places.set(whole, (await this.resolve(whole, importer))?.id)
        return code.replaceAll(LAZY, (text, names: string, whole: string) => {
          const place = places.get(whole)
          return place === undefined ? text : text.replace(`'${whole}'`, JSON.stringify(`${PREFIX}${names.replaceAll(' ', '')}:${place}`))
        })
      },
    },
    resolveId: (source) => (source.startsWith(PREFIX) ? source : undefined),
    load(id) {
      const [, names = '', place = ''] = /^\0names:([^:]+):(.+)$/s.exec(id) ?? []
      return names === '' ? undefined : { code: `export { ${names} } from ${JSON.stringify(place)}`, moduleSideEffects: false }
    },
  }
}
