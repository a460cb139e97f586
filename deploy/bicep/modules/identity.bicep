metadata description = 'A user-assigned identity: a login without a secret.'

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id of the identity.')
output id string = identity.id

@description('Client id: what AZURE_CLIENT_ID says in a container.')
output clientId string = identity.properties.clientId

@description('Object id: whom roles are assigned to.')
output principalId string = identity.properties.principalId
