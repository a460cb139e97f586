metadata description = 'Lets identities pull images from an Azure Container Registry that is there.'

@description('Name of the registry, in this resource group.')
param registryName string

@description('Object ids of the identities.')
param principalIds string[]

var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for principalId in principalIds: {
    name: guid(registry.id, principalId, acrPull)
    scope: registry
    properties: {
      roleDefinitionId: acrPull
      principalId: principalId
      principalType: 'ServicePrincipal'
      description: 'Pulls the images of aks-copilot.'
    }
  }
]

@description('Name that images of the registry begin with.')
output loginServer string = registry.properties.loginServer
