using 'main.bicep'

param namePrefix = 'copilot'
param tags = {
  application: 'aks-copilot'
  environment: 'production'
}

param deployWorkloads = bool(readEnvironmentVariable('DEPLOY_WORKLOADS', 'true'))
param serverImage = readEnvironmentVariable('SERVER_IMAGE', 'ghcr.io/aks-copilot/aks-copilot:0.1.0')
param jobsImage = readEnvironmentVariable('JOBS_IMAGE', 'ghcr.io/aks-copilot/aks-copilot:0.1.0-jobs')
param operatorPrincipalId = readEnvironmentVariable('OPERATOR_PRINCIPAL_ID', '')
param operatorPrincipalType = readEnvironmentVariable('OPERATOR_PRINCIPAL_TYPE', 'Group')

param privateNetworking = true
param externalIngress = false
param zoneRedundant = true
param searchSku = 'basic'
param storageSku = 'Standard_ZRS'
param logRetentionInDays = 90

param serverSettings = {
  AKS_COPILOT_LOG_FORMAT: 'json'
}

param jobs = [
  {
    // The debug loop for one application: started by hand, by a workflow, and every ten minutes.
    name: 'debug-shop'
    arguments: ['debug', '--app', 'shop', '--mode', 'propose']
    schedule: '*/10 * * * *'
    timeoutSeconds: 3600
    kubeconfigSecret: 'kubeconfig-jobs'
    secrets: {
      AKS_COPILOT_GITHUB_TOKEN: 'github-token'
      AKS_COPILOT_REPAIR_KEY: 'repair-key'
    }
    settings: {}
  }
  {
    // The pipeline: check what Git says, deploy it to one namespace, watch it become healthy, or take it back.
    name: 'deploy-shop'
    arguments: ['deploy', '/source/repository/k8s', '--namespace', 'shop', '--yes', '--rollback-on-failure', '--audit', '-']
    timeoutSeconds: 1800
    kubeconfigSecret: 'kubeconfig-deploy'
    secrets: {}
    settings: {}
    repository: {
      url: 'https://github.com/contoso/shop'
      authorizationSecret: 'git-authorization'
    }
  }
]
