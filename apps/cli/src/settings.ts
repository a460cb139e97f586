/** One thing that a user can set, by flag, environment, file or default; in that order. */
export interface Setting {
  /** Section and key of aks-copilot.yaml. */
  readonly key: string
  /** The flag's name as commander has it. */
  readonly flag: string
  readonly type: 'text' | 'list'
  readonly choices?: readonly string[]
  readonly default: unknown
  readonly description: string
}

export const SETTINGS = [
  {
    key: 'check.source',
    flag: 'source',
    type: 'text',
    default: 'auto',
    description: 'Where the manifests run today: auto, a built-in source profile, or a profile file.',
  },
  {
    key: 'check.target',
    flag: 'target',
    type: 'text',
    default: 'aks-standard',
    description: 'Where they shall run: a built-in target profile, or a profile file.',
  },
  {
    key: 'check.kubeVersion',
    flag: 'kubeVersion',
    type: 'text',
    choices: ['1.33', '1.34', '1.35', '1.36'],
    default: undefined,
    description: 'Kubernetes version of the target; default: that of the target profile.',
  },
  { key: 'check.only', flag: 'only', type: 'list', default: [], description: 'Only these rules or groups.' },
  { key: 'check.skip', flag: 'skip', type: 'list', default: [], description: 'Not these rules or groups.' },
  { key: 'check.allow', flag: 'allow', type: 'list', default: [], description: 'Optional fixes to apply, too; all for every one.' },
  {
    key: 'check.severity',
    flag: 'severity',
    type: 'text',
    choices: ['error', 'warning', 'info'],
    default: 'info',
    description: 'Report this severity and above.',
  },
  {
    key: 'check.failOn',
    flag: 'failOn',
    type: 'text',
    choices: ['error', 'warning', 'info', 'never'],
    default: 'error',
    description: 'Exit with 1 at this severity and above.',
  },
  { key: 'check.baseline', flag: 'baseline', type: 'text', default: undefined, description: 'File of known violations that do not count.' },
  {
    key: 'check.format',
    flag: 'format',
    type: 'text',
    choices: ['text', 'json', 'sarif', 'markdown', 'html', 'junit', 'github'],
    default: 'text',
    description: 'How to print the report.',
  },
  {
    key: 'cluster.context',
    flag: 'context',
    type: 'text',
    default: undefined,
    description: 'kubeconfig context for --verify-with-cluster.',
  },
  { key: 'cluster.kubeconfig', flag: 'kubeconfig', type: 'text', default: undefined, description: 'kubeconfig file; default: KUBECONFIG.' },
  {
    key: 'model.provider',
    flag: 'modelProvider',
    type: 'text',
    choices: ['foundry-local', 'openai-compatible', 'azure-openai', 'embedded', 'none'],
    default: 'foundry-local',
    description: 'Where the language model runs.',
  },
  {
    key: 'model.name',
    flag: 'model',
    type: 'text',
    default: 'qwen2.5-0.5b',
    description: 'Which language model phrases answers; none: answers come from the evidence alone.',
  },
  {
    key: 'model.endpoint',
    flag: 'modelEndpoint',
    type: 'text',
    default: undefined,
    description: 'Address of the endpoint; default: that of Foundry Local, http://127.0.0.1:58366.',
  },
  {
    key: 'model.file',
    flag: 'modelFile',
    type: 'text',
    default: undefined,
    description: 'GGUF file of the embedded model.',
  },
  {
    key: 'model.library',
    flag: 'modelLibrary',
    type: 'text',
    default: undefined,
    description: 'Folder with node-llama-cpp, for the embedded model.',
  },
  {
    key: 'model.keyFile',
    flag: 'modelKeyFile',
    type: 'text',
    default: undefined,
    description: 'File with the key of the endpoint; the variable AKS_COPILOT_MODEL_KEY goes before it.',
  },
  {
    key: 'model.pseudonyms',
    flag: 'modelPseudonyms',
    type: 'text',
    choices: ['on', 'off'],
    default: 'on',
    description: 'Whether names are replaced before anything goes to an endpoint that is not on this machine.',
  },
  {
    key: 'model.runbooks',
    flag: 'modelRunbooks',
    type: 'text',
    choices: ['yes', 'no'],
    default: 'no',
    description: 'Whether your own runbooks may go to an endpoint that is not on this machine.',
  },
  {
    key: 'model.trustPrivate',
    flag: 'modelTrustPrivate',
    type: 'text',
    choices: ['yes', 'no'],
    default: 'no',
    description: 'Whether private addresses and Services of a cluster count as this machine.',
  },
  {
    key: 'model.contextTokens',
    flag: 'modelContextTokens',
    type: 'text',
    default: '4096',
    description: 'Window of prompt and answer, in tokens.',
  },
  {
    key: 'model.maxTokens',
    flag: 'modelMaxTokens',
    type: 'text',
    default: '2048',
    description: 'An answer has at most so many tokens.',
  },
  {
    key: 'model.temperature',
    flag: 'modelTemperature',
    type: 'text',
    default: '0.7',
    description: 'How freely the model chooses its words, 0 to 2.',
  },
  {
    key: 'server.url',
    flag: 'server',
    type: 'text',
    default: undefined,
    description: 'Running server that ask and chat go to; default: they read the cluster themselves.',
  },
  {
    key: 'server.host',
    flag: 'host',
    type: 'text',
    default: '127.0.0.1',
    description: 'Address that serve listens on; any other than 127.0.0.1 needs a token.',
  },
  { key: 'server.port', flag: 'port', type: 'text', default: '8000', description: 'Port that serve listens on.' },
  {
    key: 'server.allowedHosts',
    flag: 'allowedHosts',
    type: 'list',
    default: [],
    description: 'Names under which serve may be asked for, beside localhost and addresses: those of a proxy in front of it.',
  },
  {
    key: 'server.tokenFile',
    flag: 'tokenFile',
    type: 'text',
    default: undefined,
    description: 'File with the token of serve, in place of AKS_COPILOT_SERVER_TOKEN.',
  },
  {
    key: 'knowledge.runbooks',
    flag: 'runbooks',
    type: 'text',
    default: undefined,
    description: 'Folder with runbooks of your own, in Markdown; default: aks-copilot/runbooks in the folder for data of programs.',
  },
  {
    key: 'knowledge.embeddingEndpoint',
    flag: 'embeddingEndpoint',
    type: 'text',
    default: undefined,
    description:
      'Address of an endpoint for embeddings, such as http://127.0.0.1:11434/v1; without one the knowledge base is searched by words.',
  },
  {
    key: 'knowledge.embeddingModel',
    flag: 'embeddingModel',
    type: 'text',
    default: undefined,
    description: 'Model, or deployment of Azure OpenAI, that makes the embeddings. Its key is in AKS_COPILOT_EMBEDDING_KEY.',
  },
  {
    key: 'knowledge.blob',
    flag: 'blob',
    type: 'text',
    default: undefined,
    description:
      'Container of Azure Blob Storage, with or without a folder, that kb sync keeps the runbooks in: https://ACCOUNT.blob.core.windows.net/CONTAINER.',
  },
  {
    key: 'knowledge.searchEndpoint',
    flag: 'searchEndpoint',
    type: 'text',
    default: undefined,
    description:
      'Azure AI Search that serves as index of the knowledge base: https://NAME.search.windows.net; default: an index on this machine.',
  },
  {
    key: 'knowledge.searchIndex',
    flag: 'searchIndex',
    type: 'text',
    default: 'aks-copilot',
    description: 'Index of Azure AI Search; it is made where it is missing. Its key is in AKS_COPILOT_SEARCH_KEY.',
  },
  {
    key: 'argocd.namespace',
    flag: 'argocdNamespace',
    type: 'text',
    default: 'argocd',
    description: 'Where Argo CD and its Applications are.',
  },
  {
    key: 'argocd.server',
    flag: 'argocdServer',
    type: 'text',
    default: undefined,
    description:
      'Address of the server of Argo CD, with its token in AKS_COPILOT_ARGOCD_TOKEN; default: the Applications are read from the cluster.',
  },
  {
    key: 'github.api',
    flag: 'githubApi',
    type: 'text',
    default: undefined,
    description: 'Address of the API of GitHub, where it does not follow from the repository.',
  },
  {
    key: 'github.appId',
    flag: 'githubAppId',
    type: 'text',
    default: undefined,
    description:
      'Id of the GitHub App that commits; its key is in github.keyFile or AKS_COPILOT_GITHUB_KEY. Without it: AKS_COPILOT_GITHUB_TOKEN.',
  },
  {
    key: 'github.installationId',
    flag: 'githubInstallationId',
    type: 'text',
    default: undefined,
    description: 'Installation of the GitHub App; default: found by the repository.',
  },
  {
    key: 'github.keyFile',
    flag: 'githubKeyFile',
    type: 'text',
    default: undefined,
    description: 'PEM file with the key of the GitHub App.',
  },
  {
    key: 'repair.mode',
    flag: 'mode',
    type: 'text',
    choices: ['propose', 'commit', 'report'],
    default: 'propose',
    description: 'What the repair loop does with a proven patch: a pull request, a commit to the deployed branch, or only a report.',
  },
  {
    key: 'repair.repository',
    flag: 'repo',
    type: 'text',
    default: undefined,
    description: 'Repository that is committed to: an address on GitHub, or a folder; default: the one that the Application names.',
  },
  {
    key: 'repair.namespaces',
    flag: 'repairNamespaces',
    type: 'list',
    default: [],
    description: 'Namespaces whose objects may be changed; default: that of the Application.',
  },
  {
    key: 'repair.kinds',
    flag: 'repairKinds',
    type: 'list',
    default: [],
    description: 'Kinds that may be changed; default: workloads, ConfigMaps, Services, Ingresses and the like; never Secrets and rights.',
  },
  {
    key: 'repair.paths',
    flag: 'repairPaths',
    type: 'list',
    default: [],
    description: 'Files of the repository that may be changed, as patterns; default: the folder of the Application and what it refers to.',
  },
  {
    key: 'repair.attempts',
    flag: 'repairAttempts',
    type: 'text',
    default: '3',
    description: 'Attempts of one run, 1 to 10.',
  },
  {
    key: 'repair.minutes',
    flag: 'repairMinutes',
    type: 'text',
    default: '1440',
    description: 'Minutes until a run gives up, waiting for people included.',
  },
  {
    key: 'repair.healthyMinutes',
    flag: 'repairHealthyMinutes',
    type: 'text',
    default: '10',
    description: 'Minutes that an application has to become healthy after a patch is deployed.',
  },
  {
    key: 'repair.settleSeconds',
    flag: 'repairSettleSeconds',
    type: 'text',
    default: '30',
    description: 'Seconds for which an application must be broken, or well, before it counts.',
  },
  {
    key: 'repair.files',
    flag: 'repairFiles',
    type: 'text',
    default: '3',
    description: 'Files that one attempt may change.',
  },
  {
    key: 'repair.characters',
    flag: 'repairCharacters',
    type: 'text',
    default: '2000',
    description: 'Characters that one attempt may write.',
  },
  {
    key: 'repair.memoryMost',
    flag: 'repairMemoryMost',
    type: 'text',
    default: undefined,
    description: 'Up to which quantity a memory limit that is too small may be raised, such as 1Gi; default: not at all.',
  },
  {
    key: 'repair.memoryFactor',
    flag: 'repairMemoryFactor',
    type: 'text',
    default: '2',
    description: 'How many times a memory limit may be raised at once, up to 4.',
  },
  {
    key: 'repair.audit',
    flag: 'audit',
    type: 'text',
    default: undefined,
    description: 'File that gets everything that was done, as JSON lines.',
  },
  {
    key: 'deploy.kinds',
    flag: 'deployKinds',
    type: 'list',
    default: [],
    description:
      'Kinds that deploy may write; default: ServiceAccounts, ConfigMaps, workloads and what stands around them; never Secrets and rights.',
  },
  {
    key: 'deploy.timeout',
    flag: 'timeout',
    type: 'text',
    default: '5m',
    description: 'How long a deployment has to become healthy: 90s, 5m, 1h.',
  },
  {
    key: 'deploy.settle',
    flag: 'deploySettle',
    type: 'text',
    default: '10s',
    description: 'How long everything must be well before a deployment counts as healthy.',
  },
  {
    key: 'slack.channel',
    flag: 'slackChannel',
    type: 'text',
    default: undefined,
    description: 'Id of the channel of Slack that is told, such as C0123456789; the token of the bot is in AKS_COPILOT_SLACK_TOKEN.',
  },
  {
    key: 'slack.api',
    flag: 'slackApi',
    type: 'text',
    default: undefined,
    description: 'Address of the API of Slack, where it is another one than https://slack.com/api/.',
  },
  {
    key: 'keyVault.url',
    flag: 'keyVault',
    type: 'text',
    default: undefined,
    description:
      'Key Vault, such as https://contoso.vault.azure.net, where a variable that holds a secret may point to: keyvault:NAME in its place.',
  },
  {
    key: 'log.format',
    flag: 'logFormat',
    type: 'text',
    choices: ['text', 'json'],
    default: 'text',
    description: 'How errors and progress are written to standard error.',
  },
] as const satisfies readonly Setting[]

/** Variables that hold secrets: they are read where they are used, and never shown. */
export const SECRET_VARIABLES: readonly string[] = [
  'AKS_COPILOT_BLOB_CONNECTION_STRING',
  'AKS_COPILOT_BLOB_SAS',
  'AKS_COPILOT_SEARCH_KEY',
  'AKS_COPILOT_SERVER_TOKEN',
  'AKS_COPILOT_MODEL_KEY',
  'AKS_COPILOT_ARGOCD_TOKEN',
  'AKS_COPILOT_GITHUB_KEY',
  'AKS_COPILOT_GITHUB_TOKEN',
  'AKS_COPILOT_REPAIR_KEY',
  'AKS_COPILOT_SLACK_TOKEN',
]

/** Secrets of the repair loop. The last one signs its commits. */
export const ARGOCD_TOKEN_VARIABLE = 'AKS_COPILOT_ARGOCD_TOKEN'
export const GITHUB_TOKEN_VARIABLE = 'AKS_COPILOT_GITHUB_TOKEN'
export const GITHUB_KEY_VARIABLE = 'AKS_COPILOT_GITHUB_KEY'
export const SLACK_TOKEN_VARIABLE = 'AKS_COPILOT_SLACK_TOKEN'
export const REPAIR_KEY_VARIABLE = 'AKS_COPILOT_REPAIR_KEY'

/** The key of the model's endpoint: a secret, so no setting. */
export const MODEL_KEY_VARIABLE = 'AKS_COPILOT_MODEL_KEY'

/** The environment variable of a setting: check.failOn → AKS_COPILOT_CHECK_FAIL_ON. */
export function variableOf(key: string): string {
  return `AKS_COPILOT_${key
    .replaceAll('.', '_')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()}`
}
