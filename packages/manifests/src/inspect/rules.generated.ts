// Made by scripts/generate-rules.ts from the folders in rules/. Do not edit.
import aksResourceRequests from './rules/aks-resource-requests/rule.ts'
import k3sLocalPath from './rules/k3s-local-path/rule.ts'
import type { Rule } from './rule.ts'

/** Every rule, by id. */
export const RULES: readonly Rule[] = [
  aksResourceRequests,
  k3sLocalPath,
]
