// Made by scripts/generate-rules.ts from the folders in rules/. Do not edit.
import aksAllowedImages from './rules/aks-allowed-images/rule.ts'
import aksAntiAffinity from './rules/aks-anti-affinity/rule.ts'
import aksBetaApiDisabled from './rules/aks-beta-api-disabled/rule.ts'
import aksCsiStorageclass from './rules/aks-csi-storageclass/rule.ts'
import aksImageLatest from './rules/aks-image-latest/rule.ts'
import aksNodeEdit from './rules/aks-node-edit/rule.ts'
import aksPdbBlocks from './rules/aks-pdb-blocks/rule.ts'
import aksProbes from './rules/aks-probes/rule.ts'
import aksReservedLabels from './rules/aks-reserved-labels/rule.ts'
import aksResourceRequests from './rules/aks-resource-requests/rule.ts'
import aksSystemTaint from './rules/aks-system-taint/rule.ts'
import aksUniqueServiceSelector from './rules/aks-unique-service-selector/rule.ts'
import apiApparmorAnnotation from './rules/api-apparmor-annotation/rule.ts'
import apiDeprecated from './rules/api-deprecated/rule.ts'
import apiInTreeAzureVolume from './rules/api-in-tree-azure-volume/rule.ts'
import apiIngressClassAnnotation from './rules/api-ingress-class-annotation/rule.ts'
import apiLoadBalancerIp from './rules/api-load-balancer-ip/rule.ts'
import apiNodeLabel from './rules/api-node-label/rule.ts'
import apiRemoved from './rules/api-removed/rule.ts'
import apiRemovedVolume from './rules/api-removed-volume/rule.ts'
import apiScaleTarget from './rules/api-scale-target/rule.ts'
import apiSeccompAnnotation from './rules/api-seccomp-annotation/rule.ts'
import apiTolerateUnready from './rules/api-tolerate-unready/rule.ts'
import apiUnknownKind from './rules/api-unknown-kind/rule.ts'
import autoCustomScheduler from './rules/auto-custom-scheduler/rule.ts'
import autoExternalIps from './rules/auto-external-ips/rule.ts'
import autoMutatingWebhook from './rules/auto-mutating-webhook/rule.ts'
import autoNodesProxyRbac from './rules/auto-nodes-proxy-rbac/rule.ts'
import autoPrivilegedCrb from './rules/auto-privileged-crb/rule.ts'
import autoSystemNamespace from './rules/auto-system-namespace/rule.ts'
import autoWildcardToleration from './rules/auto-wildcard-toleration/rule.ts'
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
import k3sTraefikCrd from './rules/k3s-traefik-crd/rule.ts'
import okdAuthorization from './rules/okd-authorization/rule.ts'
import okdBlankImage from './rules/okd-blank-image/rule.ts'
import okdBuildconfig from './rules/okd-buildconfig/rule.ts'
import okdCluster from './rules/okd-cluster/rule.ts'
import okdConsole from './rules/okd-console/rule.ts'
import okdDcRefs from './rules/okd-dc-refs/rule.ts'
import okdDefaultRbac from './rules/okd-default-rbac/rule.ts'
import okdDeploymentconfig from './rules/okd-deploymentconfig/rule.ts'
import okdDockercfg from './rules/okd-dockercfg/rule.ts'
import okdIdle from './rules/okd-idle/rule.ts'
import okdImageTrigger from './rules/okd-image-trigger/rule.ts'
import okdImagestream from './rules/okd-imagestream/rule.ts'
import okdInternalRegistry from './rules/okd-internal-registry/rule.ts'
import okdMachine from './rules/okd-machine/rule.ts'
import okdMcs from './rules/okd-mcs/rule.ts'
import okdMonitoring from './rules/okd-monitoring/rule.ts'
import okdNodeRole from './rules/okd-node-role/rule.ts'
import okdOauth from './rules/okd-oauth/rule.ts'
import okdOlm from './rules/okd-olm/rule.ts'
import okdProject from './rules/okd-project/rule.ts'
import okdQuota from './rules/okd-quota/rule.ts'
import okdRhRegistry from './rules/okd-rh-registry/rule.ts'
import okdRoute from './rules/okd-route/rule.ts'
import okdScc from './rules/okd-scc/rule.ts'
import okdSccAnnotation from './rules/okd-scc-annotation/rule.ts'
import okdServiceCa from './rules/okd-service-ca/rule.ts'
import okdStorageclass from './rules/okd-storageclass/rule.ts'
import okdTemplate from './rules/okd-template/rule.ts'
import okdTemplateParameter from './rules/okd-template-parameter/rule.ts'
import okdUidAssumption from './rules/okd-uid-assumption/rule.ts'
import okdUidRange from './rules/okd-uid-range/rule.ts'
import okdUser from './rules/okd-user/rule.ts'
import pssApparmor from './rules/pss-apparmor/rule.ts'
import pssCapabilities from './rules/pss-capabilities/rule.ts'
import pssDropAll from './rules/pss-drop-all/rule.ts'
import pssHostNamespaces from './rules/pss-host-namespaces/rule.ts'
import pssHostPorts from './rules/pss-host-ports/rule.ts'
import pssHostProbes from './rules/pss-host-probes/rule.ts'
import pssHostpath from './rules/pss-hostpath/rule.ts'
import pssPrivilegeEscalation from './rules/pss-privilege-escalation/rule.ts'
import pssPrivileged from './rules/pss-privileged/rule.ts'
import pssProcmount from './rules/pss-procmount/rule.ts'
import pssRunAsNonroot from './rules/pss-run-as-nonroot/rule.ts'
import pssRunAsUser0 from './rules/pss-run-as-user-0/rule.ts'
import pssSeccompRequired from './rules/pss-seccomp-required/rule.ts'
import pssSeccompUnconfined from './rules/pss-seccomp-unconfined/rule.ts'
import pssSelinux from './rules/pss-selinux/rule.ts'
import pssSysctls from './rules/pss-sysctls/rule.ts'
import pssVolumeTypes from './rules/pss-volume-types/rule.ts'
import pssWindowsAdmin from './rules/pss-windows-admin/rule.ts'
import pssWindowsHostprocess from './rules/pss-windows-hostprocess/rule.ts'
import refClaim from './rules/ref-claim/rule.ts'
import refConfig from './rules/ref-config/rule.ts'
import refDuplicateEnv from './rules/ref-duplicate-env/rule.ts'
import refDuplicateObject from './rules/ref-duplicate-object/rule.ts'
import refGoverningService from './rules/ref-governing-service/rule.ts'
import refHostCollision from './rules/ref-host-collision/rule.ts'
import refIngressBackend from './rules/ref-ingress-backend/rule.ts'
import refPdbSelector from './rules/ref-pdb-selector/rule.ts'
import refScaleTarget from './rules/ref-scale-target/rule.ts'
import refSelectorLabels from './rules/ref-selector-labels/rule.ts'
import refServiceAccount from './rules/ref-service-account/rule.ts'
import refServiceSelector from './rules/ref-service-selector/rule.ts'
import refTargetPort from './rules/ref-target-port/rule.ts'
import schemaBadValue from './rules/schema-bad-value/rule.ts'
import schemaDuplicateKey from './rules/schema-duplicate-key/rule.ts'
import schemaMissingField from './rules/schema-missing-field/rule.ts'
import schemaUnknownField from './rules/schema-unknown-field/rule.ts'
import schemaWrongType from './rules/schema-wrong-type/rule.ts'
import storageclassUnknown from './rules/storageclass-unknown/rule.ts'
import type { Rule } from './rule.ts'

/** Every rule, by id. */
export const RULES: readonly Rule[] = [
  aksAllowedImages,
  aksAntiAffinity,
  aksBetaApiDisabled,
  aksCsiStorageclass,
  aksImageLatest,
  aksNodeEdit,
  aksPdbBlocks,
  aksProbes,
  aksReservedLabels,
  aksResourceRequests,
  aksSystemTaint,
  aksUniqueServiceSelector,
  apiApparmorAnnotation,
  apiDeprecated,
  apiInTreeAzureVolume,
  apiIngressClassAnnotation,
  apiLoadBalancerIp,
  apiNodeLabel,
  apiRemoved,
  apiRemovedVolume,
  apiScaleTarget,
  apiSeccompAnnotation,
  apiTolerateUnready,
  apiUnknownKind,
  autoCustomScheduler,
  autoExternalIps,
  autoMutatingWebhook,
  autoNodesProxyRbac,
  autoPrivilegedCrb,
  autoSystemNamespace,
  autoWildcardToleration,
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
  k3sTraefikCrd,
  okdAuthorization,
  okdBlankImage,
  okdBuildconfig,
  okdCluster,
  okdConsole,
  okdDcRefs,
  okdDefaultRbac,
  okdDeploymentconfig,
  okdDockercfg,
  okdIdle,
  okdImageTrigger,
  okdImagestream,
  okdInternalRegistry,
  okdMachine,
  okdMcs,
  okdMonitoring,
  okdNodeRole,
  okdOauth,
  okdOlm,
  okdProject,
  okdQuota,
  okdRhRegistry,
  okdRoute,
  okdScc,
  okdSccAnnotation,
  okdServiceCa,
  okdStorageclass,
  okdTemplate,
  okdTemplateParameter,
  okdUidAssumption,
  okdUidRange,
  okdUser,
  pssApparmor,
  pssCapabilities,
  pssDropAll,
  pssHostNamespaces,
  pssHostPorts,
  pssHostProbes,
  pssHostpath,
  pssPrivilegeEscalation,
  pssPrivileged,
  pssProcmount,
  pssRunAsNonroot,
  pssRunAsUser0,
  pssSeccompRequired,
  pssSeccompUnconfined,
  pssSelinux,
  pssSysctls,
  pssVolumeTypes,
  pssWindowsAdmin,
  pssWindowsHostprocess,
  refClaim,
  refConfig,
  refDuplicateEnv,
  refDuplicateObject,
  refGoverningService,
  refHostCollision,
  refIngressBackend,
  refPdbSelector,
  refScaleTarget,
  refSelectorLabels,
  refServiceAccount,
  refServiceSelector,
  refTargetPort,
  schemaBadValue,
  schemaDuplicateKey,
  schemaMissingField,
  schemaUnknownField,
  schemaWrongType,
  storageclassUnknown,
]
