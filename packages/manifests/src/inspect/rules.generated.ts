// Made by scripts/generate-rules.ts from the folders in rules/. Do not edit.
import aksAntiAffinity from './rules/aks-anti-affinity/rule.ts'
import aksBetaApiDisabled from './rules/aks-beta-api-disabled/rule.ts'
import aksCsiStorageclass from './rules/aks-csi-storageclass/rule.ts'
import aksImageLatest from './rules/aks-image-latest/rule.ts'
import aksProbes from './rules/aks-probes/rule.ts'
import aksResourceRequests from './rules/aks-resource-requests/rule.ts'
import aksUniqueServiceSelector from './rules/aks-unique-service-selector/rule.ts'
import apiDeprecated from './rules/api-deprecated/rule.ts'
import apiRemoved from './rules/api-removed/rule.ts'
import apiUnknownKind from './rules/api-unknown-kind/rule.ts'
import k3sLocalPath from './rules/k3s-local-path/rule.ts'
import okdConsole from './rules/okd-console/rule.ts'
import okdIdle from './rules/okd-idle/rule.ts'
import okdMcs from './rules/okd-mcs/rule.ts'
import okdSccAnnotation from './rules/okd-scc-annotation/rule.ts'
import okdTemplate from './rules/okd-template/rule.ts'
import okdTemplateParameter from './rules/okd-template-parameter/rule.ts'
import type { Rule } from './rule.ts'

/** Every rule, by id. */
export const RULES: readonly Rule[] = [
  aksAntiAffinity,
  aksBetaApiDisabled,
  aksCsiStorageclass,
  aksImageLatest,
  aksProbes,
  aksResourceRequests,
  aksUniqueServiceSelector,
  apiDeprecated,
  apiRemoved,
  apiUnknownKind,
  k3sLocalPath,
  okdConsole,
  okdIdle,
  okdMcs,
  okdSccAnnotation,
  okdTemplate,
  okdTemplateParameter,
]
