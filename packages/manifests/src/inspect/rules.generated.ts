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
import k3sAddon from './rules/k3s-addon/rule.ts'
import k3sBundled from './rules/k3s-bundled/rule.ts'
import k3sCertmanagerSolver from './rules/k3s-certmanager-solver/rule.ts'
import k3sHelmchart from './rules/k3s-helmchart/rule.ts'
import k3sHostpath from './rules/k3s-hostpath/rule.ts'
import k3sIngressClass from './rules/k3s-ingress-class/rule.ts'
import k3sIngressNoClass from './rules/k3s-ingress-no-class/rule.ts'
import k3sLbBecomesPublic from './rules/k3s-lb-becomes-public/rule.ts'
import k3sLocalPath from './rules/k3s-local-path/rule.ts'
import k3sLocalPv from './rules/k3s-local-pv/rule.ts'
import k3sLocalRegistry from './rules/k3s-local-registry/rule.ts'
import k3sMetallb from './rules/k3s-metallb/rule.ts'
import k3sNetpolSilent from './rules/k3s-netpol-silent/rule.ts'
import k3sNodeLabel from './rules/k3s-node-label/rule.ts'
import k3sPullNever from './rules/k3s-pull-never/rule.ts'
import k3sRuntimeclass from './rules/k3s-runtimeclass/rule.ts'
import k3sScProvisioner from './rules/k3s-sc-provisioner/rule.ts'
import k3sServicelb from './rules/k3s-servicelb/rule.ts'
import k3sTraefikAnnotation from './rules/k3s-traefik-annotation/rule.ts'
import okdConsole from './rules/okd-console/rule.ts'
import okdDefaultRbac from './rules/okd-default-rbac/rule.ts'
import okdDockercfg from './rules/okd-dockercfg/rule.ts'
import okdIdle from './rules/okd-idle/rule.ts'
import okdInternalRegistry from './rules/okd-internal-registry/rule.ts'
import okdMcs from './rules/okd-mcs/rule.ts'
import okdNodeRole from './rules/okd-node-role/rule.ts'
import okdProject from './rules/okd-project/rule.ts'
import okdQuota from './rules/okd-quota/rule.ts'
import okdRhRegistry from './rules/okd-rh-registry/rule.ts'
import okdSccAnnotation from './rules/okd-scc-annotation/rule.ts'
import okdStorageclass from './rules/okd-storageclass/rule.ts'
import okdTemplate from './rules/okd-template/rule.ts'
import okdTemplateParameter from './rules/okd-template-parameter/rule.ts'
import okdUidAssumption from './rules/okd-uid-assumption/rule.ts'
import okdUidRange from './rules/okd-uid-range/rule.ts'
import storageclassUnknown from './rules/storageclass-unknown/rule.ts'
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
  k3sAddon,
  k3sBundled,
  k3sCertmanagerSolver,
  k3sHelmchart,
  k3sHostpath,
  k3sIngressClass,
  k3sIngressNoClass,
  k3sLbBecomesPublic,
  k3sLocalPath,
  k3sLocalPv,
  k3sLocalRegistry,
  k3sMetallb,
  k3sNetpolSilent,
  k3sNodeLabel,
  k3sPullNever,
  k3sRuntimeclass,
  k3sScProvisioner,
  k3sServicelb,
  k3sTraefikAnnotation,
  okdConsole,
  okdDefaultRbac,
  okdDockercfg,
  okdIdle,
  okdInternalRegistry,
  okdMcs,
  okdNodeRole,
  okdProject,
  okdQuota,
  okdRhRegistry,
  okdSccAnnotation,
  okdStorageclass,
  okdTemplate,
  okdTemplateParameter,
  okdUidAssumption,
  okdUidRange,
  storageclassUnknown,
]
