// Made by scripts/generate-detectors.ts from the folders in detectors/. Do not edit.
import apiServiceUnavailable from './detectors/api-service-unavailable/detector.ts'
import argocdApplication from './detectors/argocd-application/detector.ts'
import certificateExpiring from './detectors/certificate-expiring/detector.ts'
import certificateNotReady from './detectors/certificate-not-ready/detector.ts'
import configChangeBreaks from './detectors/config-change-breaks/detector.ts'
import configChangedAfterStart from './detectors/config-changed-after-start/detector.ts'
import configKeyMissing from './detectors/config-key-missing/detector.ts'
import configmapMissing from './detectors/configmap-missing/detector.ts'
import containerConfigError from './detectors/container-config-error/detector.ts'
import containerCrashLoop from './detectors/container-crash-loop/detector.ts'
import containerCreateFailed from './detectors/container-create-failed/detector.ts'
import containerExited from './detectors/container-exited/detector.ts'
import containerOomKilled from './detectors/container-oom-killed/detector.ts'
import containerRestarting from './detectors/container-restarting/detector.ts'
import cpuThrottled from './detectors/cpu-throttled/detector.ts'
import cronjobDeadlineMissed from './detectors/cronjob-deadline-missed/detector.ts'
import cronjobFailing from './detectors/cronjob-failing/detector.ts'
import cronjobNeverRan from './detectors/cronjob-never-ran/detector.ts'
import cronjobScheduleInvalid from './detectors/cronjob-schedule-invalid/detector.ts'
import cronjobSuspended from './detectors/cronjob-suspended/detector.ts'
import daemonsetMisscheduled from './detectors/daemonset-misscheduled/detector.ts'
import daemonsetUnavailable from './detectors/daemonset-unavailable/detector.ts'
import daemonsetUpdateStuck from './detectors/daemonset-update-stuck/detector.ts'
import deploymentNotObserved from './detectors/deployment-not-observed/detector.ts'
import deploymentPaused from './detectors/deployment-paused/detector.ts'
import deploymentProgressDeadline from './detectors/deployment-progress-deadline/detector.ts'
import deploymentScaledToZero from './detectors/deployment-scaled-to-zero/detector.ts'
import deploymentUnavailable from './detectors/deployment-unavailable/detector.ts'
import gatewayClassMissing from './detectors/gateway-class-missing/detector.ts'
import gatewayNotAccepted from './detectors/gateway-not-accepted/detector.ts'
import helmReleaseFailed from './detectors/helm-release-failed/detector.ts'
import hpaAtMaximum from './detectors/hpa-at-maximum/detector.ts'
import hpaInactive from './detectors/hpa-inactive/detector.ts'
import hpaNoMetrics from './detectors/hpa-no-metrics/detector.ts'
import hpaTargetMissing from './detectors/hpa-target-missing/detector.ts'
import imagePullFailed from './detectors/image-pull-failed/detector.ts'
import ingressBackendMissing from './detectors/ingress-backend-missing/detector.ts'
import ingressBackendUnready from './detectors/ingress-backend-unready/detector.ts'
import ingressClassMissing from './detectors/ingress-class-missing/detector.ts'
import ingressTlsSecretMissing from './detectors/ingress-tls-secret-missing/detector.ts'
import initContainerStuck from './detectors/init-container-stuck/detector.ts'
import jobFailed from './detectors/job-failed/detector.ts'
import jobStuck from './detectors/job-stuck/detector.ts'
import jobSuspended from './detectors/job-suspended/detector.ts'
import limitrangeConflict from './detectors/limitrange-conflict/detector.ts'
import livenessProbeFailing from './detectors/liveness-probe-failing/detector.ts'
import logAddressInUse from './detectors/log-address-in-use/detector.ts'
import logAuthenticationFailed from './detectors/log-authentication-failed/detector.ts'
import logConnectionRefused from './detectors/log-connection-refused/detector.ts'
import logDiskFull from './detectors/log-disk-full/detector.ts'
import logDnsFailure from './detectors/log-dns-failure/detector.ts'
import logErrorRate from './detectors/log-error-rate/detector.ts'
import logMigrationFailed from './detectors/log-migration-failed/detector.ts'
import logMissingFile from './detectors/log-missing-file/detector.ts'
import logMissingVariable from './detectors/log-missing-variable/detector.ts'
import logPermissionDenied from './detectors/log-permission-denied/detector.ts'
import logTlsError from './detectors/log-tls-error/detector.ts'
import memoryNearLimit from './detectors/memory-near-limit/detector.ts'
import namespaceStuckTerminating from './detectors/namespace-stuck-terminating/detector.ts'
import networkpolicyBlocksClient from './detectors/networkpolicy-blocks-client/detector.ts'
import networkpolicyBlocksDns from './detectors/networkpolicy-blocks-dns/detector.ts'
import networkpolicySelectsNothing from './detectors/networkpolicy-selects-nothing/detector.ts'
import nodeClockOrCertificate from './detectors/node-clock-or-certificate/detector.ts'
import nodeCondition from './detectors/node-condition/detector.ts'
import nodeCordoned from './detectors/node-cordoned/detector.ts'
import nodeExhausted from './detectors/node-exhausted/detector.ts'
import nodeFlapping from './detectors/node-flapping/detector.ts'
import nodeNotReady from './detectors/node-not-ready/detector.ts'
import nodePressure from './detectors/node-pressure/detector.ts'
import nodeProblem from './detectors/node-problem/detector.ts'
import nodeTaint from './detectors/node-taint/detector.ts'
import nodeTooManyPods from './detectors/node-too-many-pods/detector.ts'
import nodeVersionSkew from './detectors/node-version-skew/detector.ts'
import pdbBlocksEviction from './detectors/pdb-blocks-eviction/detector.ts'
import pdbNotMet from './detectors/pdb-not-met/detector.ts'
import pdbSelectsNothing from './detectors/pdb-selects-nothing/detector.ts'
import podEvicted from './detectors/pod-evicted/detector.ts'
import podNotReady from './detectors/pod-not-ready/detector.ts'
import podPreempted from './detectors/pod-preempted/detector.ts'
import podSchedulingGated from './detectors/pod-scheduling-gated/detector.ts'
import podStuckTerminating from './detectors/pod-stuck-terminating/detector.ts'
import podUnschedulable from './detectors/pod-unschedulable/detector.ts'
import pullSecretMissing from './detectors/pull-secret-missing/detector.ts'
import pvFailed from './detectors/pv-failed/detector.ts'
import pvReleased from './detectors/pv-released/detector.ts'
import pvcAccessMode from './detectors/pvc-access-mode/detector.ts'
import pvcClassMissing from './detectors/pvc-class-missing/detector.ts'
import pvcFilling from './detectors/pvc-filling/detector.ts'
import pvcFull from './detectors/pvc-full/detector.ts'
import pvcLost from './detectors/pvc-lost/detector.ts'
import pvcProvisioningFailed from './detectors/pvc-provisioning-failed/detector.ts'
import pvcUnboundNoVolume from './detectors/pvc-unbound-no-volume/detector.ts'
import quotaNearLimit from './detectors/quota-near-limit/detector.ts'
import quotaRequiresLimits from './detectors/quota-requires-limits/detector.ts'
import rbacForbidden from './detectors/rbac-forbidden/detector.ts'
import rbacRoleMissing from './detectors/rbac-role-missing/detector.ts'
import readinessProbeFailing from './detectors/readiness-probe-failing/detector.ts'
import referenceGrantMissing from './detectors/reference-grant-missing/detector.ts'
import referenceVanished from './detectors/reference-vanished/detector.ts'
import replicasetCreateFailed from './detectors/replicaset-create-failed/detector.ts'
import routeBackendUnready from './detectors/route-backend-unready/detector.ts'
import routeBackendUnresolved from './detectors/route-backend-unresolved/detector.ts'
import routeNotAccepted from './detectors/route-not-accepted/detector.ts'
import sandboxFailed from './detectors/sandbox-failed/detector.ts'
import secretMissing from './detectors/secret-missing/detector.ts'
import serviceAccountMissing from './detectors/service-account-missing/detector.ts'
import serviceLoadbalancerPending from './detectors/service-loadbalancer-pending/detector.ts'
import serviceNoMatchingPods from './detectors/service-no-matching-pods/detector.ts'
import serviceNoReadyEndpoints from './detectors/service-no-ready-endpoints/detector.ts'
import serviceTargetPort from './detectors/service-target-port/detector.ts'
import statefulsetPodNotReplaced from './detectors/statefulset-pod-not-replaced/detector.ts'
import statefulsetServiceMissing from './detectors/statefulset-service-missing/detector.ts'
import statefulsetStuck from './detectors/statefulset-stuck/detector.ts'
import statefulsetUpdateStuck from './detectors/statefulset-update-stuck/detector.ts'
import storageclassDefault from './detectors/storageclass-default/detector.ts'
import volumeMountFailed from './detectors/volume-mount-failed/detector.ts'
import webhookBackendMissing from './detectors/webhook-backend-missing/detector.ts'
import webhookFailing from './detectors/webhook-failing/detector.ts'
import type { Detector } from './detector.ts'

/** Every detector, by id. */
export const DETECTORS: readonly Detector[] = [
  apiServiceUnavailable,
  argocdApplication,
  certificateExpiring,
  certificateNotReady,
  configChangeBreaks,
  configChangedAfterStart,
  configKeyMissing,
  configmapMissing,
  containerConfigError,
  containerCrashLoop,
  containerCreateFailed,
  containerExited,
  containerOomKilled,
  containerRestarting,
  cpuThrottled,
  cronjobDeadlineMissed,
  cronjobFailing,
  cronjobNeverRan,
  cronjobScheduleInvalid,
  cronjobSuspended,
  daemonsetMisscheduled,
  daemonsetUnavailable,
  daemonsetUpdateStuck,
  deploymentNotObserved,
  deploymentPaused,
  deploymentProgressDeadline,
  deploymentScaledToZero,
  deploymentUnavailable,
  gatewayClassMissing,
  gatewayNotAccepted,
  helmReleaseFailed,
  hpaAtMaximum,
  hpaInactive,
  hpaNoMetrics,
  hpaTargetMissing,
  imagePullFailed,
  ingressBackendMissing,
  ingressBackendUnready,
  ingressClassMissing,
  ingressTlsSecretMissing,
  initContainerStuck,
  jobFailed,
  jobStuck,
  jobSuspended,
  limitrangeConflict,
  livenessProbeFailing,
  logAddressInUse,
  logAuthenticationFailed,
  logConnectionRefused,
  logDiskFull,
  logDnsFailure,
  logErrorRate,
  logMigrationFailed,
  logMissingFile,
  logMissingVariable,
  logPermissionDenied,
  logTlsError,
  memoryNearLimit,
  namespaceStuckTerminating,
  networkpolicyBlocksClient,
  networkpolicyBlocksDns,
  networkpolicySelectsNothing,
  nodeClockOrCertificate,
  nodeCondition,
  nodeCordoned,
  nodeExhausted,
  nodeFlapping,
  nodeNotReady,
  nodePressure,
  nodeProblem,
  nodeTaint,
  nodeTooManyPods,
  nodeVersionSkew,
  pdbBlocksEviction,
  pdbNotMet,
  pdbSelectsNothing,
  podEvicted,
  podNotReady,
  podPreempted,
  podSchedulingGated,
  podStuckTerminating,
  podUnschedulable,
  pullSecretMissing,
  pvFailed,
  pvReleased,
  pvcAccessMode,
  pvcClassMissing,
  pvcFilling,
  pvcFull,
  pvcLost,
  pvcProvisioningFailed,
  pvcUnboundNoVolume,
  quotaNearLimit,
  quotaRequiresLimits,
  rbacForbidden,
  rbacRoleMissing,
  readinessProbeFailing,
  referenceGrantMissing,
  referenceVanished,
  replicasetCreateFailed,
  routeBackendUnready,
  routeBackendUnresolved,
  routeNotAccepted,
  sandboxFailed,
  secretMissing,
  serviceAccountMissing,
  serviceLoadbalancerPending,
  serviceNoMatchingPods,
  serviceNoReadyEndpoints,
  serviceTargetPort,
  statefulsetPodNotReplaced,
  statefulsetServiceMissing,
  statefulsetStuck,
  statefulsetUpdateStuck,
  storageclassDefault,
  volumeMountFailed,
  webhookBackendMissing,
  webhookFailing,
]
