metadata description = 'Container Apps environment: where the server and the jobs run, and where their logs go.'

@description('Name of the environment.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Name of the Log Analytics workspace that gets the logs.')
param workspaceName string

@description('Subnet of the environment; empty: a network of Azure, reached from the Internet.')
param subnetId string

@description('Whether the environment has an address inside the network only.')
param isInternal bool

@description('Whether it is spread over availability zones; needs a subnet.')
param zoneRedundant bool

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = {
  name: workspaceName
}

resource containerEnvironment 'Microsoft.App/managedEnvironments@2025-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: workspace.properties.customerId
        sharedKey: workspace.listKeys().primarySharedKey
      }
    }
    vnetConfiguration: empty(subnetId)
      ? null
      : {
          infrastructureSubnetId: subnetId
          internal: isInternal
        }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
    zoneRedundant: zoneRedundant
  }
}

@description('Resource id of the environment.')
output id string = containerEnvironment.id

@description('Domain below which the apps have their names.')
output defaultDomain string = containerEnvironment.properties.defaultDomain

@description('Address of the environment.')
output staticIp string = containerEnvironment.properties.staticIp
