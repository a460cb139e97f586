metadata description = 'The server: watches clusters, answers on a page and over an API. One replica: what it watches is in its memory.'

@description('Name of the container app.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Resource id of the Container Apps environment.')
param environmentId string

@description('Domain of the environment: the server answers under this name only.')
param environmentDomain string

@description('Image of the server.')
param image string

@description('Resource id of the identity of the server.')
param identityId string

@description('Client id of the identity of the server.')
param identityClientId string

@description('Address of the Key Vault.')
param vaultUri string

@description('Secrets of the vault by the variable that gets them.')
param secrets object

@description('Secret of the vault with the kubeconfig of the clusters that are watched.')
param kubeconfigSecret string

@description('Address of the container with runbooks.')
param runbooksUrl string

@description('Further settings, by variable.')
param settings object

@description('Name of the Application Insights component that gets traces.')
param applicationInsightsName string

@description('Whether the server is reached from outside of the environment.')
param isExternal bool

@description('Addresses that may ask, in CIDR notation; empty: all that reach it.')
param allowedAddresses string[]

@description('Processors, as text: 0.5.')
param cpu string

@description('Memory, twice the processors in Gi.')
param memory string

@description('Registry that asks for a login, and the resource id of the identity that pulls from it; empty: a public one.')
param registry {
  server: string
  identity: string
}

var secretNames = union(map(items(secrets), entry => string(entry.value)), [kubeconfigSecret])
var identityVariables = [
  {
    name: 'AZURE_CLIENT_ID'
    value: identityClientId
  }
]
var hostName = isExternal ? '${name}.${environmentDomain}' : '${name}.internal.${environmentDomain}'

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource app 'Microsoft.App/containerApps@2025-01-01' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      // A new revision gets the traffic when it is ready, not before.
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 5
      registries: empty(registry.server) ? [] : [registry]
      ingress: {
        external: isExternal
        targetPort: 8000
        transport: 'auto'
        allowInsecure: false
        ipSecurityRestrictions: [
          for (range, index) in allowedAddresses: {
            name: 'allowed-${index}'
            action: 'Allow'
            ipAddressRange: range
          }
        ]
      }
      secrets: [
        for secret in secretNames: {
          name: secret
          keyVaultUrl: '${vaultUri}secrets/${secret}'
          identity: identityId
        }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 15
      initContainers: [
        {
          name: 'runbooks'
          image: image
          args: ['kb', 'sync', '/runbooks', runbooksUrl, '--pull']
          env: identityVariables
          resources: {
            cpu: json('0.25')
            memory: '0.5Gi'
          }
          volumeMounts: [
            {
              volumeName: 'runbooks'
              mountPath: '/runbooks'
            }
          ]
        }
      ]
      containers: [
        {
          name: 'server'
          image: image
          args: ['serve', '--host', '0.0.0.0', '--port', '8000']
          env: concat(
            identityVariables,
            [
              {
                name: 'AKS_COPILOT_CLUSTER_KUBECONFIG'
                value: '/run/aks-copilot/kubeconfig'
              }
              {
                name: 'AKS_COPILOT_KNOWLEDGE_RUNBOOKS'
                value: '/runbooks'
              }
              {
                name: 'AKS_COPILOT_SERVER_ALLOWED_HOSTS'
                value: hostName
              }
              {
                name: 'APPLICATIONINSIGHTS_CONNECTION_STRING'
                value: applicationInsights.properties.ConnectionString
              }
            ],
            map(items(settings), entry => { name: entry.key, value: string(entry.value) }),
            map(items(secrets), entry => { name: entry.key, secretRef: string(entry.value) })
          )
          resources: {
            cpu: json(cpu)
            memory: memory
          }
          volumeMounts: [
            {
              volumeName: 'runbooks'
              mountPath: '/runbooks'
            }
            {
              volumeName: 'kubeconfig'
              mountPath: '/run/aks-copilot'
            }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/healthz'
                port: 8000
              }
              periodSeconds: 2
              failureThreshold: 10
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/healthz'
                port: 8000
              }
              periodSeconds: 10
              timeoutSeconds: 3
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/readyz'
                port: 8000
              }
              periodSeconds: 5
              timeoutSeconds: 3
              failureThreshold: 6
            }
          ]
        }
      ]
      volumes: [
        {
          name: 'runbooks'
          storageType: 'EmptyDir'
        }
        {
          name: 'kubeconfig'
          storageType: 'Secret'
          secrets: [
            {
              secretRef: kubeconfigSecret
              path: 'kubeconfig'
            }
          ]
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: 1
      }
    }
  }
}

@description('Name of the container app.')
output name string = app.name

@description('Address of the page and of the API.')
output url string = 'https://${app.properties.configuration.ingress.fqdn}'
