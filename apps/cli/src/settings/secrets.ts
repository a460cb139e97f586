/** A secret that the product takes. It is read where it is used, and never shown. */
export interface Secret {
  /** The environment variable; it may also say where the secret lies in Key Vault. */
  readonly variable: string
  readonly description: string
  /** The setting that names a file with it, which counts where the variable is not set. */
  readonly file?: string
}

export const SECRETS = [
  {
    variable: 'AKS_COPILOT_SERVER_TOKEN',
    description: 'What serve asks for, and what ask and chat send to a server',
    file: 'server.tokenFile',
  },
  {
    variable: 'AKS_COPILOT_HOOK_SECRET',
    description: 'What notifications to serve are signed with: 64 hexadecimal digits in lower case',
    file: 'server.hookSecretFile',
  },
  { variable: 'AKS_COPILOT_MODEL_KEY', description: 'Key of the endpoint of the language model', file: 'model.keyFile' },
  { variable: 'AKS_COPILOT_EMBEDDING_KEY', description: 'Key of the endpoint that makes embeddings' },
  { variable: 'AKS_COPILOT_SEARCH_KEY', description: 'Admin key of Azure AI Search; without it the login to Azure counts' },
  {
    variable: 'AKS_COPILOT_BLOB_CONNECTION_STRING',
    description: 'Connection string of Azure Blob Storage; without it and the next one the login to Azure counts',
  },
  { variable: 'AKS_COPILOT_BLOB_SAS', description: 'SAS of the container in Azure Blob Storage' },
  {
    variable: 'AKS_COPILOT_GITHUB_TOKEN',
    description: 'Token that debug reads and writes the repository with; without it GITHUB_TOKEN counts',
    file: 'github.tokenFile',
  },
  { variable: 'AKS_COPILOT_GITHUB_KEY', description: 'Key of the GitHub App, PEM', file: 'github.keyFile' },
  { variable: 'AKS_COPILOT_ARGOCD_TOKEN', description: 'Token of an account of Argo CD, for argocd.server' },
  { variable: 'AKS_COPILOT_SLACK_TOKEN', description: 'Bot User OAuth Token of the Slack app', file: 'slack.tokenFile' },
  {
    variable: 'AKS_COPILOT_REPAIR_KEY',
    description: 'Key that signs the commits of the debug loop: a long random text',
    file: 'repair.keyFile',
  },
] as const satisfies readonly Secret[]

export type SecretVariable = (typeof SECRETS)[number]['variable']
