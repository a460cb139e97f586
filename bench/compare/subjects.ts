/** What each program calls the same subject. A finding is matched by its identifier, or by `identifier: start of its message`. */
export const SUBJECTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'removed or deprecated API': {
    own: ['api-removed', 'api-deprecated', 'api-unknown-kind', 'aks-beta-api-disabled'],
    'kube-score': ['stable-version'],
    monokle: ['kubernetes-schema/deprecation-violated', 'kubernetes-schema/removal-violated'],
  },
  'image tag': {
    own: ['aks-image-latest'],
    'kube-score': ['container-image-tag'],
    checkov: ['CKV_K8S_14'],
    trivy: ['KSV013'],
    monokle: ['practices/no-latest-image', 'practices/image-tagged'],
  },
  'no probe at all': { own: ['aks-probes'], 'kube-score': ['pod-probes'], checkov: ['CKV_K8S_8', 'CKV_K8S_9'] },
  'resource requests': {
    own: ['aks-resource-requests'],
    'kube-score': ['container-resources: CPU request', 'container-resources: Memory request'],
    checkov: ['CKV_K8S_10', 'CKV_K8S_12'],
    trivy: ['KSV015', 'KSV016'],
    monokle: ['practices/cpu-request', 'practices/memory-request'],
  },
  privileged: {
    own: ['pss-privileged'],
    'kube-score': ['container-security-context-privileged'],
    checkov: ['CKV_K8S_16'],
    trivy: ['KSV017'],
    monokle: ['pod-security-standards/privileged-containers'],
  },
  'host namespaces': {
    own: ['pss-host-namespaces'],
    checkov: ['CKV_K8S_17', 'CKV_K8S_18', 'CKV_K8S_19'],
    trivy: ['KSV008', 'KSV009', 'KSV010'],
    monokle: ['pod-security-standards/host-namespaces'],
  },
  'host ports': { own: ['pss-host-ports'], checkov: ['CKV_K8S_26'], trivy: ['KSV024'], monokle: ['pod-security-standards/host-ports'] },
  'folders of the node': {
    own: ['pss-hostpath', 'k3s-hostpath'],
    checkov: ['CKV_K8S_27'],
    trivy: ['KSV006', 'KSV023', 'KSV121'],
    monokle: ['pod-security-standards/host-path-volumes', 'practices/no-mounted-docker-sock'],
  },
  'volume types': { own: ['pss-volume-types', 'pss-hostpath'], trivy: ['KSV028'], monokle: ['pod-security-standards/volume-types'] },
  'added capabilities': {
    own: ['pss-capabilities', 'pss-drop-all: adds'],
    checkov: ['CKV_K8S_25', 'CKV_K8S_39'],
    trivy: ['KSV005', 'KSV022'],
    monokle: ['pod-security-standards/capabilities', 'practices/no-sys-admin'],
  },
  'capabilities not dropped': {
    own: ['pss-drop-all'],
    checkov: ['CKV_K8S_28', 'CKV_K8S_37'],
    trivy: ['KSV003', 'KSV106'],
    monokle: ['practices/drop-capabilities', 'pod-security-standards/capabilities-strict'],
  },
  'runs as root': {
    own: ['pss-run-as-nonroot', 'pss-run-as-user-0'],
    checkov: ['CKV_K8S_23'],
    trivy: ['KSV012'],
    monokle: ['pod-security-standards/running-as-non-root', 'pod-security-standards/running-as-non-root-user'],
  },
  'privilege escalation': {
    own: ['pss-privilege-escalation'],
    checkov: ['CKV_K8S_20'],
    trivy: ['KSV001'],
    monokle: ['pod-security-standards/privilege-escalation'],
  },
  seccomp: {
    own: ['pss-seccomp-required', 'pss-seccomp-unconfined'],
    checkov: ['CKV_K8S_31'],
    trivy: ['KSV030', 'KSV104'],
    monokle: ['pod-security-standards/seccomp', 'pod-security-standards/seccomp-strict'],
  },
  'anti-affinity': {
    own: ['aks-anti-affinity'],
    'kube-score': ['deployment-has-host-podantiaffinity', 'statefulset-has-host-podantiaffinity'],
  },
  'Service selects nothing': {
    own: ['ref-service-selector', 'okd-dc-refs: It selects'],
    'kube-score': ['service-targets-pod'],
    monokle: ['links of Service'],
  },
  'name of an absent object': {
    own: ['ref-claim', 'ref-config', 'ref-service-account', 'ref-ingress-backend', 'ref-scale-target'],
    'kube-score': ['ingress-targets-service', 'horizontalpodautoscaler-has-target', 'statefulset-has-servicename'],
    monokle: ['links', 'optional links'],
  },
  'selector and labels': {
    own: ['ref-selector-labels', 'schema-missing-field: Field `selector`'],
    'kube-score': [
      'deployment-pod-selector-labels-match-template-metadata-labels',
      'statefulset-pod-selector-labels-match-template-metadata-labels',
    ],
  },
  'PodDisruptionBudget that selects nothing, or blocks': {
    own: ['ref-pdb-selector', 'aks-pdb-blocks'],
    'kube-score': ['poddisruptionbudget-has-policy'],
  },
  'variable set twice': { own: ['ref-duplicate-env'], 'kube-score': ['environment-variable-key-duplication'] },
  'label values': { own: ['schema-bad-value: Label'], 'kube-score': ['label-values'] },
}
