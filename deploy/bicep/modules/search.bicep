metadata description = 'Azure AI Search: the index of the knowledge base. No keys: only Entra ID logs in.'

@description('Name of the service; unique in Azure.')
@minLength(2)
@maxLength(60)
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Size: free, basic or standard.')
param sku string

@description('Whether the service is reached through its private endpoint only. The size free has none.')
param isPrivate bool

@description('Object id of the identity that searches, fills the index, and makes it where it is missing.')
param principalId string

// Making and reading the definition of an index takes the first, its documents the second.
var roles = [
  {
    id: '7ca78c08-252a-4471-8644-bb5ff32d4ba0'
    description: 'Makes the index of the knowledge base where it is missing.'
  }
  {
    id: '8ebe5a00-799e-43f5-93ac-243d3dce84a7'
    description: 'Fills and searches the index of the knowledge base.'
  }
]

resource service 'Microsoft.Search/searchServices@2025-05-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
  }
  properties: {
    replicaCount: 1
    partitionCount: 1
    hostingMode: 'default'
    disableLocalAuth: true
    publicNetworkAccess: isPrivate ? 'disabled' : 'enabled'
  }
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in roles: {
    name: guid(service.id, principalId, role.id)
    scope: service
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.id)
      principalId: principalId
      principalType: 'ServicePrincipal'
      description: role.description
    }
  }
]

@description('Resource id of the service.')
output id string = service.id

@description('Address of the service: knowledge.searchEndpoint.')
output endpoint string = 'https://${service.name}.search.windows.net'
