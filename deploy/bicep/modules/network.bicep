metadata description = 'Virtual network with a subnet for Container Apps and one for private endpoints.'

@description('Name of the network.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Addresses of the network; at least a /26. The first half is for Container Apps, the second for private endpoints.')
param addressPrefix string

var halfLength = int(last(split(addressPrefix, '/'))) + 1

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: [
      {
        name: 'container-apps'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, halfLength, 0)
          delegations: [
            {
              name: 'container-apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'private-endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, halfLength, 1)
        }
      }
    ]
  }
}

@description('Resource id of the network.')
output id string = network.id

@description('Subnet of the Container Apps environment.')
output containerAppsSubnetId string = network.properties.subnets[0].id

@description('Subnet of the private endpoints.')
output privateEndpointsSubnetId string = network.properties.subnets[1].id
