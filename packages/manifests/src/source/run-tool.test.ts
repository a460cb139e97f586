import { tmpdir } from 'node:os'
import { expect, it, vi } from 'vitest'
import { runTool } from './run-tool.ts'

it('shows a program none of the secrets that are of aks-copilot alone', async () => {
  vi.stubEnv('AKS_COPILOT_GITHUB_TOKEN', 'planted')
  vi.stubEnv('AKS_COPILOT_MODEL_NAME', 'none')
  const result = await runTool(process.execPath, ['-p', 'JSON.stringify(process.env)'], { cwd: tmpdir(), timeoutMs: 20_000 })
  vi.unstubAllEnvs()
  const output = result.status === 'done' ? result.output : ''
  expect(output).toContain('AKS_COPILOT_MODEL_NAME')
  expect(output).not.toMatch(/planted|AKS_COPILOT_GITHUB_TOKEN/)
})
