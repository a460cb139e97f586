type Environment = Readonly<Record<string, string | undefined>>

/** What any program needs to start and to reach a network. */
const SHARED = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'TMPDIR',
  'TEMP',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'no_proxy',
  'SSL_CERT_FILE',
]
/** How a workload in a cluster logs in to Azure: names and a file, no secret in itself. */
const IDENTITY = ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_FEDERATED_TOKEN_FILE', 'AZURE_AUTHORITY_HOST', 'AZURE_CONFIG_DIR']
const IN_CLUSTER = ['KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT']

/** The environment of one program: nothing of this process but what the program needs to find its way and its login. */
export function environmentFor(tool: 'kubectl' | 'az', all: Environment, kubeconfig: string | undefined): Record<string, string> {
  const names = tool === 'kubectl' ? [...SHARED, ...IDENTITY, ...IN_CLUSTER, 'KUBECONFIG'] : [...SHARED, ...IDENTITY]
  const kept = names.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]] as const]))
  return { ...Object.fromEntries(kept), ...(tool === 'kubectl' ? forKubectl(kubeconfig) : FOR_AZ), LC_ALL: 'C.UTF-8', NO_COLOR: '1' }
}

/** A kuberc file may give words another meaning. */
function forKubectl(kubeconfig: string | undefined): Record<string, string> {
  return { KUBERC: 'off', KUBECTL_KUBERC: 'false', ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }) }
}

const FOR_AZ: Readonly<Record<string, string>> = {
  AZURE_CORE_COLLECT_TELEMETRY: 'false',
  AZURE_CORE_NO_COLOR: 'true',
  AZURE_CORE_DISABLE_CONFIRM_PROMPT: 'true',
  AZURE_EXTENSION_USE_DYNAMIC_INSTALL: 'no',
  AZURE_LOGGING_ENABLE_LOG_FILE: 'false',
}
