metadata description = 'Azure OpenAI: one model that phrases answers. No keys: only Entra ID logs in.'

@description('Name of the account and of its address; unique in Azure.')
@minLength(2)
@maxLength(64)
param name string

@description('Region; the model must be offered there.')
param location string

@description('Tags of the resource.')
param tags object

@description('Name of the model.')
param modelName string

@description('Version of the model.')
param modelVersion string

@description('Kind of deployment, such as Standard or GlobalStandard.')
param deploymentSku string

@description('Capacity, in thousands of tokens a minute.')
@minValue(1)
param capacity int

@description('Whether the account is reached through its private endpoint only.')
param isPrivate bool

@description('Object id of the identity that asks the model.')
param principalId string

var openAiUser = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')

resource account 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: name
  location: location
  tags: tags
  kind: 'OpenAI'
  sku: {
    name: 'S0'
  }
  properties: {
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
  }
}

resource deployment 'Microsoft.CognitiveServices/accounts/deployments@2024-10-01' = {
  parent: account
  name: 'answers'
  sku: {
    name: deploymentSku
    capacity: capacity
  }
  properties: {
    model: {
      format: 'OpenAI'
      name: modelName
      version: modelVersion
    }
    // A version that behaves otherwise is a decision, not an event.
    versionUpgradeOption: 'NoAutoUpgrade'
  }
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, principalId, openAiUser)
  scope: account
  properties: {
    roleDefinitionId: openAiUser
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'Asks the model.'
  }
}

@description('Resource id of the account.')
output id string = account.id

@description('Address of the account: model.endpoint.')
output endpoint string = 'https://${account.properties.customSubDomainName}.openai.azure.com'

@description('Name of the deployment: model.name.')
output deploymentName string = deployment.name
