import { REPAIR_SETTINGS } from './settings/repair-settings.ts'
import { SECRETS } from './settings/secrets.ts'
import type { Setting } from './settings/setting.ts'

export type { Setting }

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
    description: 'kubeconfig context; default: the current one.',
  },
  {
    key: 'cluster.namespaces',
    flag: 'clusterNamespaces',
    type: 'list',
    default: [],
    description: 'Namespaces to look at where -n names none; default: all.',
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
    key: 'server.plainHttp',
    flag: 'serverPlainHttp',
    type: 'text',
    choices: ['yes', 'no'],
    default: 'no',
    description:
      'Whether the token goes to server.url over http, where everybody on the way can read it; to this machine, and inside a cluster, it always may.',
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
    key: 'server.repair',
    flag: 'serverRepair',
    type: 'text',
    choices: ['off', 'on'],
    default: 'off',
    description:
      'Whether serve repairs Applications of Argo CD, as debug does: after a signed notification, or when somebody approves a patch; serve --repair is the same as on.',
  },
  {
    key: 'server.hookSecretFile',
    flag: 'hookSecretFile',
    type: 'text',
    default: undefined,
    description: 'File with what notifications to serve are signed with, in place of AKS_COPILOT_HOOK_SECRET.',
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
  ...REPAIR_SETTINGS,
  {
    key: 'log.format',
    flag: 'logFormat',
    type: 'text',
    choices: ['text', 'json'],
    default: 'text',
    description: 'How errors and progress are written to standard error.',
  },
] as const satisfies readonly Setting[]

/** Variables that hold secrets. */
export const SECRET_VARIABLES: readonly string[] = SECRETS.map(({ variable }) => variable)

/** The environment variable of a setting: check.failOn → AKS_COPILOT_CHECK_FAIL_ON. */
export function variableOf(key: string): string {
  return `AKS_COPILOT_${key
    .replaceAll('.', '_')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase()}`
}
