import { defineConfig } from 'vitest/config'

/** Tests that wait for a real cluster: one after another, while the others run. */
const ON_A_CLUSTER = [
  'tests/{argocd-hook,cli-ask,cli-deploy,cli-deploy-prompt,guides-cluster,pod-security,secrets-cluster,server-faults,verify-with-cluster}.test.ts',
  'tests/{cluster,ship}*.test.ts',
  'packages/integrations/src/kubernetes/cluster-ports.test.ts',
]
const ALL = ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tests/**/*.test.ts']

export default defineConfig({
  test: {
    pool: 'threads',
    testTimeout: 20_000,
    projects: [
      { extends: true, test: { name: 'cluster', include: ON_A_CLUSTER } },
      { extends: true, test: { name: 'rest', include: ALL, exclude: ['**/node_modules/**', ...ON_A_CLUSTER] } },
    ],
  },
})
