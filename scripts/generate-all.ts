/** Makes every generated file again; with `--check`, says which are stale and fails. */
await import('./generate-rules.ts')
await import('./generate-detectors.ts')
await import('./generate-profiles.ts')
await import('./generate-api-lifecycle.ts')
await import('./generate-rule-reference.ts')
await import('./generate-cli-reference.ts')
await import('./generate-schemas.ts')
await import('./generate-guide-output.ts')
