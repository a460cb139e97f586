using 'main.bicep'

param namePrefix = 'copilotdev'
param tags = {
  application: 'aks-copilot'
  environment: 'development'
}

param deployWorkloads = bool(readEnvironmentVariable('DEPLOY_WORKLOADS', 'true'))
param serverImage = readEnvironmentVariable('SERVER_IMAGE', 'ghcr.io/aks-copilot/aks-copilot:0.1.0')
param jobsImage = readEnvironmentVariable('JOBS_IMAGE', 'ghcr.io/aks-copilot/aks-copilot:0.1.0-jobs')
param operatorPrincipalId = readEnvironmentVariable('OPERATOR_PRINCIPAL_ID', '')
param operatorPrincipalType = readEnvironmentVariable('OPERATOR_PRINCIPAL_TYPE', 'Group')

// Cheap, and gone without a trace when the resource group is removed.
param searchSku = 'none'
param storageSku = 'Standard_LRS'
param vaultPurgeProtection = false

param jobs = [
  {
    name: 'debug-shop'
    arguments: ['debug', '--app', 'shop', '--mode', 'report']
    timeoutSeconds: 3600
    kubeconfigSecret: 'kubeconfig-jobs'
    secrets: {
      AKS_COPILOT_GITHUB_TOKEN: 'github-token'
    }
    settings: {}
  }
]
