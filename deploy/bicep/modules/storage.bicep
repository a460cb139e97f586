metadata description = 'Storage: the container with the runbooks of the knowledge base. There are no account keys to leak: only Entra ID logs in.'

@description('Name of the account; unique in Azure, lower-case letters and digits.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Redundancy.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param sku string

@description('Whether the account is reached through its private endpoint only.')
param isPrivate bool

@description('Object id of the identity that reads the runbooks.')
param readerPrincipalId string

@description('Object id of the person or group that writes the runbooks; empty for nobody.')
param operatorPrincipalId string

@description('What that object is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string

var blobDataReader = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')
var blobDataContributor = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe')

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: {
      enabled: true
      days: 30
    }
  }
}

resource runbooks 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: 'runbooks'
  properties: {
    publicAccess: 'None'
  }
}

resource readerAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(runbooks.id, readerPrincipalId, blobDataReader)
  scope: runbooks
  properties: {
    roleDefinitionId: blobDataReader
    principalId: readerPrincipalId
    principalType: 'ServicePrincipal'
    description: 'Fetches the runbooks when the server starts.'
  }
}

resource operatorAccess 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  name: guid(runbooks.id, operatorPrincipalId, blobDataContributor)
  scope: runbooks
  properties: {
    roleDefinitionId: blobDataContributor
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    description: 'Synchronises the runbooks with aks-copilot kb sync.'
  }
}

@description('Resource id of the account.')
output id string = account.id

@description('Address of the container with the runbooks: knowledge.blob.')
output runbooksUrl string = '${account.properties.primaryEndpoints.blob}${runbooks.name}'
