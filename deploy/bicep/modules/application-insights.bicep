metadata description = 'Application Insights: traces of repairs and deployments.'

@description('Name of the component.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Resource id of the Log Analytics workspace that stores the traces.')
param workspaceId string

resource component 'Microsoft.Insights/components@2020-02-02' = {
  name: name
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspaceId
    IngestionMode: 'LogAnalytics'
  }
}

@description('Name of the component; whoever needs its connection string reads it from there.')
output name string = component.name
