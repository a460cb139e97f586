/**
 * Words that cross a wire or two siblings: Violation, PatchOperation, reports, errors.
 * Must never do anything: no IO, no Node API, no import but zod. A browser loads it as it is.
 */
export * from './agent-state.ts'
export * from './application-name.ts'
export * from './assistant.ts'
export * from './check-report.ts'
export * from './deploy.ts'
export * from './diagnosis.ts'
export * from './errors.ts'
export * from './hide-secrets.ts'
export * from './http-api.ts'
export * from './models.ts'
export * from './patch-operation.ts'
export * from './pipeline-commands.ts'
export * from './repairs.ts'
export * from './severity.ts'
export * from './violation.ts'
export * from './web-socket.ts'
