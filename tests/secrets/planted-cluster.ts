import type { Planted } from './planted.ts'

/** Where secrets lie in a cluster and in Git, and what they are. Made up; of the lengths and letters that real ones have. */
export const IN_CLUSTER = {
  'Secret stringData': 'Vq3kTz81mWpLr0xS',
  'ConfigMap password in a file': 'Hn6yRc27dBqEw9sK',
  'ConfigMap value': 'Zj4uPf93gXtMa5vC',
  'ConfigMap URL': 'Yk8oLd16hNsQb2rV',
  'env value': 'Gw1zFx58jKpUe7tD',
  'env value that was another one': 'Rm9bJv40cLyIh3nS',
  argument: 'Dt5qWk72eOzXg6fA',
  annotation: 'Ux2hBn85lPrVj4mY',
  'annotation that is called so': 'Lr3vQm61jXeNy0kT',
  label: 'Kc7sEi39oTaFw1dZ',
  'probe header': 'Pb0vGy64kMhRx8uQ',
  'log password': 'Sf3tNl91aWcJz5eH',
  'log bearer': 'Oy6rDq27xKuBm9iV',
  'log URL': 'Ig4wCs83nTeLp1oX',
  'log JSON': 'Ma8jYf50vZbGk2qR',
  event: 'Wd1nUx76rHsOc3yE',
} as const satisfies Planted

export const IN_GIT = {
  'Helm parameter': 'Bq9eKt31zVmYh7aL',
  'Helm parameter, forced': 'Xl5oRj84wPdNf2cU',
  'Helm values of the Application': 'Ez2iMb67sGyTq0kH',
  'annotation of the Application': 'Nv7aWp92uJxCr4lF',
  'values.yaml': 'Jc3gZs48dQhXo6tE',
  'values.yaml, later': 'Ws6rGv20eIoTn9bC',
  '.env': 'Ts0mLy73bFnKv5wI',
  SealedSecret: 'Qh6xPe19yUrDa8jB',
  'Secret in Git': 'Fo4dVn82mCtSz1gW',
  'commit message': 'Ar8uHk35pYiEl9xN',
  'login in the address': 'Cy1fTw60qBoMg7sJ',
} as const satisfies Planted

export const IN_ENVIRONMENT = {
  GITHUB_TOKEN: 'ghp_Lz2xQm7vTb9cRn4kWd6yHs8fJp1gUa3eIo5q',
  AKS_COPILOT_SLACK_TOKEN: 'xoxb-84Kd72Ls-Wq19Zx-aB3cD5eF7gH9',
  AKS_COPILOT_REPAIR_KEY: 'vN6rYb2tXw8zKc4mQp0sLf9g',
  AKS_COPILOT_MODEL_KEY: 'hE5dRj1aUo7iSk3nZv9xTq2w',
  AKS_COPILOT_SERVER_TOKEN: 'kB8pMy4fWc6gLt0rHs2eXn7vQz1d',
  AKS_COPILOT_ARGOCD_TOKEN: 'wT3zGn9qVa5oJb7uCx1yKm8h',
  AKS_COPILOT_BLOB_SAS: 'sv=2024-11-04&sig=pD7kXe2rYq9tUf4bLw6nZh1mOa8cVs3g%3D',
  AKS_COPILOT_SEARCH_KEY: 'iR4yCt8sEz6lFm2wPv0aHk5x',
  AZURE_CLIENT_SECRET: 'oQ98Q~jWn4bTx7kVd2mRz5hLc1pYf6sGa3uEi0x',
  DATABASE_URL_PASSWORD: 'tU1hNv6eKd9xBw3yRc7gSo4j',
  HTTPS_PROXY_PASSWORD: 'yJ0mAf5zQk8bXr2iWp7dLt4n',
  INSTRUMENTATION_KEY: 'd41f7a93-5b2e-4c86-9e10-7f3ab58c62d4',
} as const satisfies Planted

export const IN_KUBECONFIG = {
  'token of another user': 'lG7cSx3vMh1qYe9tBz5kNr8w',
  'password of another user': 'eX2oVu6jPf0aDk4yTm8nHb1s',
  'environment of a plugin': 'uZ9iKw5rCq3lJt7gFx1dOv6p',
  'argument of a plugin': 'rH4bEn8yUs2mGa6xPz0cWk7f',
} as const satisfies Planted

/**
 * What may be seen where it lies, and why. All else must not be seen anywhere, with two exceptions that each test names where it makes them:
 * - A file of the user in Git keeps what the user wrote into it, also in a new version that a repair made. What a repair adds to it is looked
 *   at; what a host shows around it as a diff is for those who may read the repository anyway. Our own texts never quote neighbouring lines.
 * - `check` and `fix` show people the lines of their own manifests that a finding is about, and those beside them, in text, Markdown and HTML:
 *   whoever reads the report may read the file. Formats for programs (JSON, SARIF, GitHub, JUnit, patches) have no lines.
 * - A secret is sent to the service that it is for: the key of a model in the header of a request to that model, the instrumentation key
 *   (which Azure does not call a secret) to Application Insights. A message of a commit stays in that commit.
 */
export const MAY_STAY: Readonly<Record<string, string>> = {
  label:
    'Labels are names: selectors find objects by them, and detectors compare them. Kubernetes shows them to whoever may list the object.',
}

/** The objects of a small shop whose image can or cannot be pulled, full of secrets where people put them. */
export function shopManifests(namespace: string): string {
  const plain = IN_CLUSTER
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login', namespace }, stringData: { password: plain['Secret stringData'] } },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'settings', namespace },
        data: {
          'app.properties': `db.user=shop\ndb.password=${plain['ConfigMap password in a file']}\n`,
          greeting: plain['ConfigMap value'],
          url: `postgres://shop:${plain['ConfigMap URL']}@db:5432/shop`,
        },
      },
      logger(namespace),
    ],
  })
}

/** Says its secrets and dies, again and again. */
function logger(namespace: string): object {
  const plain = IN_CLUSTER
  const said = [
    `2026-11-22 10:00:00 ERROR login failed password=${plain['log password']}`,
    `GET /orders authorization: Bearer ${plain['log bearer']}`,
    `panic: dial postgres://shop:${plain['log URL']}@db:5432/shop: connection refused`,
    JSON.stringify({ level: 'error', msg: 'no login', password: plain['log JSON'] }),
  ]
  const container = {
    name: 'app',
    image: 'busybox:1.36',
    imagePullPolicy: 'IfNotPresent',
    command: ['sh', '-c', `${said.map((line) => `echo '${line}'`).join('; ')}; sleep 2; exit 1`],
    args: ['--verbose', `--api-key=${plain.argument}`],
    env: [
      { name: 'DB_PASSWORD', value: plain['env value'] },
      { name: 'FROM_SECRET', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } },
    ],
    readinessProbe: {
      httpGet: { path: '/ready', port: 8080, httpHeaders: [{ name: 'Authorization', value: `Bearer ${plain['probe header']}` }] },
    },
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'teller',
      namespace,
      labels: { 'example.com/api-token': plain.label },
      annotations: {
        'example.com/webhook': `https://hook:${plain.annotation}@hooks.example/x`,
        'example.com/api-token': plain['annotation that is called so'],
      },
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'teller' } },
      template: { metadata: { labels: { app: 'teller' } }, spec: { terminationGracePeriodSeconds: 1, containers: [container] } },
    },
  }
}

export function plantedEvent(namespace: string): string {
  const now = new Date().toISOString()
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'teller.planted', namespace },
    involvedObject: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'teller', namespace },
    type: 'Warning',
    reason: 'LoginFailed',
    message: `the registry refused the login shop with token=${IN_CLUSTER.event}`,
    source: { component: 'planted' },
    firstTimestamp: now,
    lastTimestamp: now,
    count: 3,
  })
}

/** A chart whose values hold a password beside the tag of the image, with other files that people keep there. */
export function plantedChart(tag: string, password: string): Readonly<Record<string, string>> {
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: web
          image: "busybox:{{ .Values.tag }}"
          imagePullPolicy: IfNotPresent
          command: [sleep, "3600"]
          env:
            - { name: DB_PASSWORD, value: {{ .Values.db.password | quote }} }
            - { name: API_TOKEN, value: {{ .Values.api.token | quote }} }
`
  const sealed = `apiVersion: v1
kind: ConfigMap
metadata: { name: sealed }
data: { login: "${IN_GIT.SealedSecret}" }
`
  const secret = `apiVersion: v1
kind: Secret
metadata: { name: login }
stringData: { password: "${IN_GIT['Secret in Git']}", other: {{ .Values.api.other | quote }} }
`
  const files = {
    'chart/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
    'chart/values.yaml': `db:\n  password: ${password}\ntag: "${tag}"\napi: { token: none, other: none }\n`,
    'chart/templates/deployment.yaml': deployment,
    'chart/templates/sealed.yaml': sealed,
    'chart/templates/secret.yaml': secret,
    'chart/.env': `PASSWORD=${IN_GIT['.env']}\n`,
  }
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, `# of the shop\n${text}`]))
}

export function plantedApplication(name: string, repoURL: string): string {
  const helm = {
    parameters: [
      { name: 'api.token', value: IN_GIT['Helm parameter'] },
      { name: 'api.other', value: IN_GIT['Helm parameter, forced'], forceString: true },
    ],
    valuesObject: { unused: { password: IN_GIT['Helm values of the Application'] } },
  }
  return JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd', annotations: { 'example.com/token': IN_GIT['annotation of the Application'] } },
    spec: {
      project: 'default',
      source: { repoURL, targetRevision: 'main', path: 'chart', helm },
      destination: { server: 'https://kubernetes.default.svc', namespace: name },
      syncPolicy: { automated: { prune: true, selfHeal: true } },
    },
  })
}
