metadata description = 'Lets one identity read single secrets of a vault, and no others. The secrets must be there.'

@description('Name of the vault.')
param vaultName string

@description('Object id of the identity.')
param principalId string

@description('Names of the secrets that it may read.')
param secretNames string[]

var secretsUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource secrets 'Microsoft.KeyVault/vaults/secrets@2024-11-01' existing = [
  for name in secretNames: {
    parent: vault
    name: name
  }
]

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, index) in secretNames: {
    name: guid(vault.id, name, principalId, secretsUser)
    scope: secrets[index]
    properties: {
      roleDefinitionId: secretsUser
      principalId: principalId
      principalType: 'ServicePrincipal'
      description: 'Reads this one secret.'
    }
  }
]
