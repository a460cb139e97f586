/** One small object of every kind that can be migrated, by kind, or by old apiVersion and kind where those differ: for the test. */
const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1' }] } }
const backend = { serviceName: 'web', servicePort: 80 }
const schema = { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object' } } } }
const webhook = { name: 'check.example.com', sideEffects: 'None', clientConfig: { url: 'https://check.example.com' }, rules: [] }
const match = { resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }] }
const limited = { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } }
const shares = { spec: { type: 'Limited', limited: { assuredConcurrencyShares: 20, limitResponse: { type: 'Reject' } } } }

export const SAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ControllerRevision: { revision: 1, data: { spec: {} } },
  Deployment: { spec: { template, rollbackTo: { revision: 2 } } },
  DaemonSet: { spec: { template, templateGeneration: 3 } },
  ReplicaSet: { spec: { template } },
  StatefulSet: { spec: { template, serviceName: 'web' } },
  NetworkPolicy: { spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }] } },
  Ingress: { spec: { backend, rules: [{ http: { paths: [{ path: '/', backend: { serviceName: 'web', servicePort: 'http' } }] } }] } },
  IngressClass: { spec: { controller: 'example.com/controller' } },
  IPAddress: { spec: { parentRef: { resource: 'services', namespace: 'shop', name: 'web' } } },
  ServiceCIDR: { spec: { cidrs: ['10.0.0.0/16'] } },
  CronJob: {
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: template.spec.containers } } } },
    },
  },
  Role: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  ClusterRole: { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  RoleBinding: { roleRef: { kind: 'Role', name: 'reader' }, subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }] },
  ClusterRoleBinding: {
    roleRef: { kind: 'ClusterRole', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
  },
  PriorityClass: { value: 1000 },
  Lease: { spec: { holderIdentity: 'a', leaseDurationSeconds: 15 } },
  APIService: {
    spec: {
      group: 'example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 10,
      service: { name: 'api', namespace: 'shop' },
    },
  },
  CSIDriver: { spec: { attachRequired: false } },
  CSINode: { spec: { drivers: [] } },
  CSIStorageCapacity: { storageClassName: 'managed-csi', capacity: '10Gi' },
  StorageClass: { provisioner: 'disk.csi.azure.com' },
  VolumeAttachment: { spec: { attacher: 'disk.csi.azure.com', nodeName: 'node-1', source: { persistentVolumeName: 'data' } } },
  VolumeAttributesClass: { driverName: 'disk.csi.azure.com', parameters: { DiskIOPSReadWrite: '5000' } },
  FlowSchema: { spec: { priorityLevelConfiguration: { name: 'low' }, matchingPrecedence: 1000 } },
  PriorityLevelConfiguration: shares,
  'flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration': { spec: limited },
  ValidatingAdmissionPolicy: { spec: { matchConstraints: match, validations: [{ expression: 'object.spec.replicas <= 5' }] } },
  ValidatingAdmissionPolicyBinding: { spec: { policyName: 'replicas', validationActions: ['Deny'] } },
  MutatingAdmissionPolicy: {
    spec: {
      matchConstraints: match,
      reinvocationPolicy: 'Never',
      mutations: [{ patchType: 'JSONPatch', jsonPatch: { expression: '[]' } }],
    },
  },
  MutatingAdmissionPolicyBinding: { spec: { policyName: 'labels' } },
  MutatingWebhookConfiguration: { webhooks: [webhook] },
  ValidatingWebhookConfiguration: { webhooks: [webhook] },
  CertificateSigningRequest: {
    spec: { request: 'UkVRVUVTVA==', signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'] },
  },
  EndpointSlice: {
    addressType: 'IPv4',
    endpoints: [
      { addresses: ['10.0.0.1'], topology: { 'kubernetes.io/hostname': 'node-1', 'topology.kubernetes.io/zone': 'a', rack: '7' } },
    ],
  },
  PodDisruptionBudget: { spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } } },
  RuntimeClass: { handler: 'runsc' },
  CustomResourceDefinition: {
    metadata: { name: 'shops.example.com' },
    spec: {
      group: 'example.com',
      version: 'v1',
      names: { kind: 'Shop', plural: 'shops' },
      validation: schema,
      conversion: { strategy: 'Webhook', webhookClientConfig: { url: 'https://check.example.com' } },
    },
  },
  'autoscaling/v2beta1 HorizontalPodAutoscaler': {
    spec: {
      maxReplicas: 5,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      metrics: [
        { type: 'Resource', resource: { name: 'memory', targetAverageValue: '500Mi' } },
        { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'web', targetAverageUtilization: 60 } },
        { type: 'Pods', pods: { metricName: 'requests', targetAverageValue: '100' } },
        {
          type: 'Object',
          object: { metricName: 'hits', target: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'web' }, targetValue: '2k' },
        },
        {
          type: 'External',
          external: { metricName: 'queue', metricSelector: { matchLabels: { queue: 'orders' } }, targetAverageValue: '30' },
        },
      ],
    },
  },
  'autoscaling/v2beta2 HorizontalPodAutoscaler': {
    spec: {
      maxReplicas: 5,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }],
    },
  },
}
