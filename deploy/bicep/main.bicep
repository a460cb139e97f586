targetScope = 'resourceGroup'

metadata name = 'aks-copilot on Azure Container Apps'
metadata description = 'The server and the jobs, with an identity each, and what they need: Key Vault, Storage, AI Search, logs and traces; Azure OpenAI and private networking where they are wanted.'

import { jobType, openAiType } from 'types.bicep'

@description('Beginning of the names of all resources; a letter first, then letters, digits and hyphens. Capital letters become small ones.')
@minLength(2)
@maxLength(12)
param namePrefix string = 'copilot'

@description('Region.')
param location string = resourceGroup().location

@description('Tags of all resources.')
param tags object = {
  application: 'aks-copilot'
}

@description('Whether the server and the jobs are deployed. The first time say false, put the secrets into the vault, and deploy again.')
param deployWorkloads bool

@description('Image of the server; by digest where it must not change.')
param serverImage string

@description('Image of the jobs, with kubectl and helm.')
param jobsImage string

@description('Image with git, which fetches the repositories of jobs and gets the login to them: give it by digest, …@sha256:…, in production.')
param gitImage string = 'docker.io/alpine/git:v2.52.0'

@description('Name of an Azure Container Registry in this resource group that the images come from; empty: a registry without login.')
param containerRegistryName string = ''

@description('Secret of the vault with the kubeconfig of the clusters that the server watches.')
param kubeconfigSecret string = 'kubeconfig-server'

@description('Secrets of the vault that the server gets, by variable.')
param serverSecrets object = {
  AKS_COPILOT_SERVER_TOKEN: 'server-token'
}

@description('Further settings of the server, by variable, such as { AKS_COPILOT_LOG_FORMAT: \'json\' }.')
param serverSettings object = {}

@description('Processors of the server, as text.')
param serverCpu string = '0.5'

@description('Memory of the server: twice the processors, in Gi.')
param serverMemory string = '1Gi'

@description('Jobs: debug loops, pipelines.')
param jobs jobType[] = []

@description('Whether the server can be reached from outside of the environment.')
param externalIngress bool = true

@description('Addresses that may ask the server, in CIDR notation; empty: all that reach it.')
param allowedAddresses string[] = []

@description('Whether vault, storage, search and model are reached over private endpoints only, and all runs in a virtual network.')
param privateNetworking bool = false

@description('Addresses of that network; at least a /26.')
param addressPrefix string = '10.64.0.0/24'

@description('Whether the environment is spread over availability zones; needs privateNetworking.')
param zoneRedundant bool = false

@description('Size of Azure AI Search; none: the knowledge base is searched in the server itself; free: not with privateNetworking.')
@allowed(['none', 'free', 'basic', 'standard'])
param searchSku string = 'basic'

@description('Redundancy of the storage account.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Model of Azure OpenAI that phrases answers; without it they come from the evidence alone.')
param openAi openAiType?

@description('Object id of the person or group that sets secrets and writes runbooks; empty: nobody gets these roles here.')
param operatorPrincipalId string = ''

@description('What that object is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string = 'Group'

@description('Whether a deleted vault must be kept for its 90 days. Cannot be switched off again.')
param vaultPurgeProtection bool = true

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionInDays int = 30

var unique = uniqueString(resourceGroup().id)
// Container Apps take small letters only.
var prefix = toLower(namePrefix)
var isInternal = privateNetworking && !externalIngress
var hasSearch = searchSku != 'none'
var pullsWithLogin = !empty(containerRegistryName)

module workspace 'modules/log-analytics.bicep' = {
  params: {
    name: '${prefix}-logs'
    location: location
    tags: tags
    retentionInDays: logRetentionInDays
  }
}

module applicationInsights 'modules/application-insights.bicep' = {
  params: {
    name: '${prefix}-traces'
    location: location
    tags: tags
    workspaceId: workspace.outputs.id
  }
}

module serverIdentity 'modules/identity.bicep' = {
  params: {
    name: '${prefix}-server'
    location: location
    tags: tags
  }
}

module jobsIdentity 'modules/identity.bicep' = {
  params: {
    name: '${prefix}-jobs'
    location: location
    tags: tags
  }
}

module network 'modules/network.bicep' = if (privateNetworking) {
  params: {
    name: '${prefix}-network'
    location: location
    tags: tags
    addressPrefix: addressPrefix
  }
}

module vault 'modules/key-vault.bicep' = {
  params: {
    name: take('${prefix}-${unique}', 24)
    location: location
    tags: tags
    purgeProtection: vaultPurgeProtection
    isPrivate: privateNetworking
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
  }
}

module storage 'modules/storage.bicep' = {
  params: {
    name: take('${replace(prefix, '-', '')}${unique}', 24)
    location: location
    tags: tags
    sku: storageSku
    isPrivate: privateNetworking
    readerPrincipalId: serverIdentity.outputs.principalId
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
  }
}

module search 'modules/search.bicep' = if (hasSearch) {
  params: {
    name: '${prefix}-${unique}'
    location: location
    tags: tags
    sku: privateNetworking && searchSku == 'free' ? fail('searchSku free has no private endpoint: say basic or standard, or privateNetworking = false') : searchSku
    isPrivate: privateNetworking
    principalId: serverIdentity.outputs.principalId
  }
}

module model 'modules/openai.bicep' = if (openAi != null) {
  params: {
    name: '${prefix}-${unique}'
    location: openAi.?location ?? location
    tags: tags
    modelName: openAi.?modelName ?? ''
    modelVersion: openAi.?modelVersion ?? ''
    deploymentSku: openAi.?deploymentSku ?? ''
    capacity: openAi.?capacity ?? 1
    isPrivate: privateNetworking
    principalId: serverIdentity.outputs.principalId
  }
}

module vaultEndpoint 'modules/private-endpoint.bicep' = if (privateNetworking) {
  params: {
    name: '${prefix}-vault'
    location: location
    tags: tags
    serviceId: vault.outputs.id
    groupId: 'vault'
    zoneName: 'privatelink.vaultcore.azure.net'
    networkId: network!.outputs.id
    subnetId: network!.outputs.privateEndpointsSubnetId
  }
}

module storageEndpoint 'modules/private-endpoint.bicep' = if (privateNetworking) {
  params: {
    name: '${prefix}-blob'
    location: location
    tags: tags
    serviceId: storage.outputs.id
    groupId: 'blob'
    zoneName: 'privatelink.blob.${environment().suffixes.storage}'
    networkId: network!.outputs.id
    subnetId: network!.outputs.privateEndpointsSubnetId
  }
}

module searchEndpoint 'modules/private-endpoint.bicep' = if (privateNetworking && hasSearch) {
  params: {
    name: '${prefix}-search'
    location: location
    tags: tags
    serviceId: search!.outputs.id
    groupId: 'searchService'
    zoneName: 'privatelink.search.windows.net'
    networkId: network!.outputs.id
    subnetId: network!.outputs.privateEndpointsSubnetId
  }
}

module modelEndpoint 'modules/private-endpoint.bicep' = if (privateNetworking && openAi != null) {
  params: {
    name: '${prefix}-model'
    location: location
    tags: tags
    serviceId: model!.outputs.id
    groupId: 'account'
    zoneName: 'privatelink.openai.azure.com'
    networkId: network!.outputs.id
    subnetId: network!.outputs.privateEndpointsSubnetId
  }
}

module containerEnvironment 'modules/environment.bicep' = {
  params: {
    name: '${prefix}-environment'
    location: location
    tags: tags
    workspaceName: workspace.outputs.name
    subnetId: privateNetworking ? network!.outputs.containerAppsSubnetId : ''
    isInternal: isInternal
    zoneRedundant: zoneRedundant && privateNetworking
  }
}

module environmentDns 'modules/environment-dns.bicep' = if (isInternal) {
  params: {
    defaultDomain: containerEnvironment.outputs.defaultDomain
    staticIp: containerEnvironment.outputs.staticIp
    networkId: network!.outputs.id
    tags: tags
  }
}

module registryAccess 'modules/registry-access.bicep' = if (pullsWithLogin) {
  params: {
    registryName: containerRegistryName
    principalIds: [serverIdentity.outputs.principalId, jobsIdentity.outputs.principalId]
  }
}

module serverSecretsAccess 'modules/key-vault-access.bicep' = if (deployWorkloads) {
  params: {
    vaultName: vault.outputs.name
    principalId: serverIdentity.outputs.principalId
    secretNames: union(map(items(serverSecrets), entry => string(entry.value)), [kubeconfigSecret])
  }
}

module jobsSecretsAccess 'modules/key-vault-access.bicep' = if (deployWorkloads && !empty(jobs)) {
  params: {
    vaultName: vault.outputs.name
    principalId: jobsIdentity.outputs.principalId
    secretNames: union(
      flatten(map(jobs, job => map(items(job.secrets), entry => string(entry.value)))),
      map(jobs, job => job.kubeconfigSecret),
      map(
        filter(jobs, job => !empty(job.?repository.?authorizationSecret ?? '')),
        job => job.?repository.?authorizationSecret ?? ''
      )
    )
  }
}

module server 'modules/server.bicep' = if (deployWorkloads) {
  params: {
    name: '${prefix}-server'
    location: location
    tags: tags
    environmentId: containerEnvironment.outputs.id
    environmentDomain: containerEnvironment.outputs.defaultDomain
    image: serverImage
    identityId: serverIdentity.outputs.id
    identityClientId: serverIdentity.outputs.clientId
    vaultUri: vault.outputs.uri
    secrets: serverSecrets
    kubeconfigSecret: kubeconfigSecret
    runbooksUrl: storage.outputs.runbooksUrl
    settings: union(
      openAi == null
        ? { AKS_COPILOT_MODEL_PROVIDER: 'none' }
        : {
            AKS_COPILOT_MODEL_PROVIDER: 'azure-openai'
            AKS_COPILOT_MODEL_ENDPOINT: model!.outputs.endpoint
            AKS_COPILOT_MODEL_NAME: model!.outputs.deploymentName
          },
      hasSearch ? { AKS_COPILOT_KNOWLEDGE_SEARCH_ENDPOINT: search!.outputs.endpoint } : {},
      serverSettings
    )
    applicationInsightsName: applicationInsights.outputs.name
    isExternal: externalIngress || isInternal
    allowedAddresses: allowedAddresses
    cpu: serverCpu
    memory: serverMemory
    registry: {
      server: pullsWithLogin ? registryAccess!.outputs.loginServer : ''
      identity: serverIdentity.outputs.id
    }
  }
  dependsOn: [
    serverSecretsAccess
    vaultEndpoint
    storageEndpoint
    searchEndpoint
    modelEndpoint
  ]
}

module containerJobs 'modules/job.bicep' = [
  for job in jobs: if (deployWorkloads) {
    params: {
      name: '${prefix}-${job.name}'
      location: location
      tags: tags
      environmentId: containerEnvironment.outputs.id
      job: job
      image: jobsImage
      gitImage: gitImage
      identityId: jobsIdentity.outputs.id
      vaultUri: vault.outputs.uri
      applicationInsightsName: applicationInsights.outputs.name
      registry: {
        server: pullsWithLogin ? registryAccess!.outputs.loginServer : ''
        identity: jobsIdentity.outputs.id
      }
    }
    dependsOn: [
      jobsSecretsAccess
      vaultEndpoint
    ]
  }
]

@description('Address of the page and of the API; empty before the workloads are deployed.')
output serverUrl string = deployWorkloads ? server!.outputs.url : ''

@description('Name of the container app; empty before the workloads are deployed.')
output serverName string = deployWorkloads ? server!.outputs.name : ''

@description('Names of the jobs in Azure.')
output jobNames string[] = [for job in jobs: '${prefix}-${job.name}']

@description('Name of the vault that the secrets are put into.')
output vaultName string = vault.outputs.name

@description('Container of the runbooks, for `aks-copilot kb sync`.')
output runbooksUrl string = storage.outputs.runbooksUrl

@description('Client id of the identity of the server.')
output serverClientId string = serverIdentity.outputs.clientId
