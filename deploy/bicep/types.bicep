metadata description = 'What parameters files say of jobs and of the model.'

@export()
@description('A command line of aks-copilot that runs as a job.')
type jobType = {
  @description('Short name: lower-case letters, digits and hyphens.')
  @minLength(2)
  @maxLength(18)
  name: string

  @description('The command line, such as [\'debug\', \'--app\', \'shop\']. A repository is at /source/repository.')
  arguments: string[]

  @description('When it runs, as a cron expression in UTC; without it: when somebody or a workflow starts it.')
  schedule: string?

  @description('Seconds after which a run is ended.')
  @minValue(60)
  @maxValue(86400)
  timeoutSeconds: int

  @description('Secret of the vault with the kubeconfig that this job may use.')
  kubeconfigSecret: string

  @description('Secrets of the vault by the variable that gets them, such as { AKS_COPILOT_GITHUB_TOKEN: \'github-token\' }.')
  secrets: object

  @description('Further settings, by variable.')
  settings: object

  @description('Repository that is fetched before the command runs.')
  repository: repositoryType?
}

@export()
@description('A Git repository.')
type repositoryType = {
  @description('Address, beginning with https://.')
  url: string

  @description('Branch or tag; default: main.')
  branch: string?

  @description('Secret of the vault with the header of the login: Authorization: Basic BASE64(x-access-token:TOKEN). Without it: no login.')
  authorizationSecret: string?
}

@export()
@description('A model of Azure OpenAI that phrases answers.')
type openAiType = {
  @description('Region, where it is another one than that of the rest.')
  location: string?

  @description('Name of the model, as `az cognitiveservices model list` gives it.')
  modelName: string

  @description('Version of the model.')
  modelVersion: string

  @description('Kind of deployment, such as Standard, DataZoneStandard or GlobalStandard.')
  deploymentSku: string

  @description('Capacity, in thousands of tokens a minute.')
  @minValue(1)
  capacity: int
}
