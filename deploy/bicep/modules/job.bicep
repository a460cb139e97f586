metadata description = 'One job: a command line of aks-copilot that is started by hand, by a workflow or by the clock.'

import { jobType } from '../types.bicep'

@description('Name of the job in Azure.')
param name string

@description('Region.')
param location string

@description('Tags of the resource.')
param tags object

@description('Resource id of the Container Apps environment.')
param environmentId string

@description('What runs, when, and with which secrets.')
param job jobType

@description('Image with the command line, kubectl and helm.')
param image string

@description('Image with git, which fetches the repository of a job.')
param gitImage string

@description('Resource id of the identity of the jobs, which pulls images and secrets; no container gets a token of it.')
param identityId string

@description('Address of the Key Vault.')
param vaultUri string

@description('Name of the Application Insights component that gets traces.')
param applicationInsightsName string

@description('Registry that asks for a login, and the resource id of the identity that pulls from it; empty: a public one.')
param registry {
  server: string
  identity: string
}

var gitSecret = job.?repository.?authorizationSecret ?? ''
var secretNames = union(
  map(items(job.secrets), entry => string(entry.value)),
  [job.kubeconfigSecret],
  empty(gitSecret) ? [] : [gitSecret]
)
// git reads its configuration from these: the login is in no argument and in no file, and goes to that repository only.
var gitLogin = empty(gitSecret)
  ? []
  : [
      {
        name: 'GIT_CONFIG_COUNT'
        value: '1'
      }
      {
        name: 'GIT_CONFIG_KEY_0'
        value: 'http.${job.?repository.?url ?? ''}.extraHeader'
      }
      {
        name: 'GIT_CONFIG_VALUE_0'
        secretRef: gitSecret
      }
    ]
var sourceMount = [
  {
    volumeName: 'source'
    mountPath: '/source'
  }
]

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource containerJob 'Microsoft.App/jobs@2025-01-01' = {
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
      triggerType: empty(job.?schedule ?? '') ? 'Manual' : 'Schedule'
      manualTriggerConfig: empty(job.?schedule ?? '')
        ? {
            parallelism: 1
            replicaCompletionCount: 1
          }
        : null
      scheduleTriggerConfig: empty(job.?schedule ?? '')
        ? null
        : {
            cronExpression: job.?schedule ?? ''
            parallelism: 1
            replicaCompletionCount: 1
          }
      replicaTimeout: job.timeoutSeconds
      // Exit status 1 says that a person is needed: a second run would only say it again.
      replicaRetryLimit: 0
      // The platform pulls with it; a container that got its token could read the secrets of all jobs.
      identitySettings: [
        {
          identity: identityId
          lifecycle: 'None'
        }
      ]
      registries: empty(registry.server) ? [] : [registry]
      secrets: [
        for secret in secretNames: {
          name: secret
          keyVaultUrl: '${vaultUri}secrets/${secret}'
          identity: identityId
        }
      ]
    }
    template: {
      initContainers: empty(job.?repository.?url ?? '')
        ? []
        : [
            {
              name: 'source'
              image: gitImage
              command: ['git']
              args: ['clone', '--quiet', '--depth', '1', '--branch', job.?repository.?branch ?? 'main', '--', job.?repository.?url ?? '', '/source/repository']
              env: gitLogin
              resources: {
                cpu: json('0.25')
                memory: '0.5Gi'
              }
              volumeMounts: sourceMount
            }
          ]
      containers: [
        {
          name: 'job'
          image: image
          args: job.arguments
          env: concat(
            [
              {
                name: 'AKS_COPILOT_CLUSTER_KUBECONFIG'
                value: '/run/aks-copilot/kubeconfig'
              }
              {
                name: 'APPLICATIONINSIGHTS_CONNECTION_STRING'
                value: applicationInsights.properties.ConnectionString
              }
            ],
            map(items(job.settings), entry => { name: entry.key, value: string(entry.value) }),
            map(items(job.secrets), entry => { name: entry.key, secretRef: string(entry.value) })
          )
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
          volumeMounts: concat(
            [
              {
                volumeName: 'kubeconfig'
                mountPath: '/run/aks-copilot'
              }
            ],
            empty(job.?repository.?url ?? '') ? [] : sourceMount
          )
        }
      ]
      volumes: [
        {
          name: 'kubeconfig'
          storageType: 'Secret'
          secrets: [
            {
              secretRef: job.kubeconfigSecret
              path: 'kubeconfig'
            }
          ]
        }
        {
          name: 'source'
          storageType: 'EmptyDir'
        }
      ]
    }
  }
}

@description('Name of the job.')
output name string = containerJob.name
