// Made by scripts/generate-profiles.ts from the YAML files in source/ and target/. Do not edit.
import type { SourceProfile, TargetProfile } from './profile.ts'

/** The built-in source profiles, by name. */
export const SOURCE_PROFILES: Readonly<Record<string, SourceProfile>> = {
  "k3s": {
    "name": "k3s",
    "title": "k3s",
    "assumes": [
      "k3s"
    ],
    "evidence": {
      "apiGroups": [
        "traefik.io",
        "traefik.containo.us",
        "helm.cattle.io",
        "k3s.cattle.io",
        "upgrade.cattle.io",
        "metallb.io"
      ],
      "storageClasses": [
        "local-path"
      ],
      "ingressClasses": [
        "traefik"
      ],
      "keys": [
        "svccontroller.k3s.cattle.io/",
        "k3s.cattle.io/",
        "egress.k3s.io/",
        "traefik.ingress.kubernetes.io/",
        "objectset.rio.cattle.io/",
        "metallb."
      ],
      "images": [
        "k3d-",
        "rancher/klipper-",
        "rancher/local-path-provisioner",
        "rancher/mirrored-library-traefik",
        "rancher/k3s"
      ]
    }
  },
  "kubernetes": {
    "name": "kubernetes",
    "title": "Kubernetes",
    "assumes": [],
    "evidence": {}
  },
  "okd": {
    "name": "okd",
    "title": "OKD / OpenShift",
    "assumes": [
      "okd"
    ],
    "evidence": {
      "apiGroups": [
        "apps.openshift.io",
        "authorization.openshift.io",
        "build.openshift.io",
        "config.openshift.io",
        "console.openshift.io",
        "image.openshift.io",
        "machine.openshift.io",
        "machineconfiguration.openshift.io",
        "monitoring.openshift.io",
        "network.openshift.io",
        "oauth.openshift.io",
        "operator.openshift.io",
        "project.openshift.io",
        "quota.openshift.io",
        "route.openshift.io",
        "security.openshift.io",
        "template.openshift.io",
        "user.openshift.io"
      ],
      "kinds": [
        "BuildConfig",
        "ClusterResourceQuota",
        "ClusterRole",
        "ClusterRoleBinding",
        "DeploymentConfig",
        "EgressNetworkPolicy",
        "Group",
        "Identity",
        "ImageStream",
        "NetNamespace",
        "OAuthClient",
        "Project",
        "ProjectRequest",
        "Role",
        "RoleBinding",
        "Route",
        "SecurityContextConstraints",
        "Template",
        "User"
      ],
      "storageClasses": [
        "ocs-storagecluster-ceph-rbd",
        "ocs-storagecluster-cephfs",
        "thin-csi",
        "crc-csi-hostpath-provisioner"
      ],
      "keys": [
        "app.openshift.io/",
        "haproxy.router.openshift.io/",
        "idling.alpha.openshift.io/",
        "image.openshift.io/",
        "openshift.io/",
        "security.openshift.io/",
        "service.alpha.openshift.io/",
        "service.beta.openshift.io/",
        "serviceaccounts.openshift.io/",
        "template.alpha.openshift.io/",
        "template.openshift.io/"
      ],
      "images": [
        "default-route-openshift-image-registry.",
        "docker-registry.default.svc",
        "image-registry.openshift-image-registry.svc"
      ]
    }
  }
}

/** The built-in target profiles, by name, with everything that they extend. */
export const TARGET_PROFILES: Readonly<Record<string, TargetProfile>> = {
  "aks-automatic": {
    "name": "aks-automatic",
    "title": "AKS Automatic",
    "kubernetes": "1.35",
    "safeguards": "enforce",
    "podSecurity": {
      "level": "baseline",
      "mode": "enforce"
    },
    "automatic": true,
    "ingress": {
      "api": "gateway",
      "className": "webapprouting.kubernetes.azure.com",
      "gatewayClassName": "approuting-istio"
    },
    "networkPolicy": "cilium",
    "storage": {
      "disk": "managed-csi",
      "shared": "azurefile-csi",
      "classes": [
        "default",
        "managed",
        "managed-premium",
        "managed-csi",
        "managed-csi-premium",
        "azurefile",
        "azurefile-premium",
        "azurefile-csi",
        "azurefile-csi-premium",
        "azureblob-nfs-premium",
        "azureblob-fuse-premium"
      ],
      "map": {}
    },
    "registries": {
      "map": {},
      "allowed": []
    },
    "requests": {
      "cpu": "500m",
      "memory": "2048Mi"
    },
    "allow": [
      "aks-resource-requests",
      "k3s-lb-becomes-public"
    ],
    "severity": {}
  },
  "aks-standard": {
    "name": "aks-standard",
    "title": "AKS Standard",
    "kubernetes": "1.35",
    "safeguards": "warn",
    "podSecurity": {
      "level": "baseline",
      "mode": "warn"
    },
    "automatic": false,
    "ingress": {
      "api": "gateway",
      "className": "webapprouting.kubernetes.azure.com",
      "gatewayClassName": "approuting-istio"
    },
    "networkPolicy": "unknown",
    "storage": {
      "disk": "managed-csi",
      "shared": "azurefile-csi",
      "classes": [
        "default",
        "managed",
        "managed-premium",
        "managed-csi",
        "managed-csi-premium",
        "azurefile",
        "azurefile-premium",
        "azurefile-csi",
        "azurefile-csi-premium",
        "azureblob-nfs-premium",
        "azureblob-fuse-premium"
      ],
      "map": {}
    },
    "registries": {
      "map": {},
      "allowed": []
    },
    "requests": {
      "cpu": "100m",
      "memory": "128Mi"
    },
    "allow": [
      "aks-resource-requests",
      "k3s-lb-becomes-public"
    ],
    "severity": {}
  }
}

/** The texts of the built-in profiles, to copy and edit. */
export const PROFILE_TEXTS: Readonly<Record<string, string>> = {
  "k3s": "# Manifests that run on k3s today: Traefik serves Ingresses, klipper serves LoadBalancers, local-path gives volumes.\nname: k3s\ntitle: k3s\nassumes: [k3s]\nevidence:\n  apiGroups: [traefik.io, traefik.containo.us, helm.cattle.io, k3s.cattle.io, upgrade.cattle.io, metallb.io]\n  storageClasses: [local-path]\n  ingressClasses: [traefik]\n  keys: [svccontroller.k3s.cattle.io/, k3s.cattle.io/, egress.k3s.io/, traefik.ingress.kubernetes.io/, objectset.rio.cattle.io/, metallb.]\n  images: [k3d-, rancher/klipper-, rancher/local-path-provisioner, rancher/mirrored-library-traefik, rancher/k3s]\n",
  "kubernetes": "# Any other Kubernetes: nothing is assumed beyond what the manifests say.\nname: kubernetes\ntitle: Kubernetes\nassumes: []\nevidence: {}\n",
  "okd": "# Manifests that run on OKD or OpenShift today.\nname: okd\ntitle: OKD / OpenShift\nassumes: [okd]\nevidence:\n  apiGroups:\n    - apps.openshift.io\n    - authorization.openshift.io\n    - build.openshift.io\n    - config.openshift.io\n    - console.openshift.io\n    - image.openshift.io\n    - machine.openshift.io\n    - machineconfiguration.openshift.io\n    - monitoring.openshift.io\n    - network.openshift.io\n    - oauth.openshift.io\n    - operator.openshift.io\n    - project.openshift.io\n    - quota.openshift.io\n    - route.openshift.io\n    - security.openshift.io\n    - template.openshift.io\n    - user.openshift.io\n  # with apiVersion v1, as OpenShift 3 wrote them: Kubernetes has none of these there\n  kinds:\n    - BuildConfig\n    - ClusterResourceQuota\n    - ClusterRole\n    - ClusterRoleBinding\n    - DeploymentConfig\n    - EgressNetworkPolicy\n    - Group\n    - Identity\n    - ImageStream\n    - NetNamespace\n    - OAuthClient\n    - Project\n    - ProjectRequest\n    - Role\n    - RoleBinding\n    - Route\n    - SecurityContextConstraints\n    - Template\n    - User\n  storageClasses: [ocs-storagecluster-ceph-rbd, ocs-storagecluster-cephfs, thin-csi, crc-csi-hostpath-provisioner]\n  keys:\n    - app.openshift.io/\n    - haproxy.router.openshift.io/\n    - idling.alpha.openshift.io/\n    - image.openshift.io/\n    - openshift.io/\n    - security.openshift.io/\n    - service.alpha.openshift.io/\n    - service.beta.openshift.io/\n    - serviceaccounts.openshift.io/\n    - template.alpha.openshift.io/\n    - template.openshift.io/\n  images: [default-route-openshift-image-registry., docker-registry.default.svc, image-registry.openshift-image-registry.svc]\n",
  "aks-automatic": "# AKS Automatic: deployment safeguards and Pod Security baseline are enforced, and some admission rules are its own.\nextends: aks-standard\nname: aks-automatic\ntitle: AKS Automatic\nsafeguards: enforce\npodSecurity: { level: baseline, mode: enforce }\nautomatic: true\nnetworkPolicy: cilium\nrequests: { cpu: 500m, memory: 2048Mi } # what AKS Automatic would inject\n",
  "aks-standard": "# AKS Standard as it is made by default in autumn 2026: safeguards off, no Pod Security level enforced.\n# Copy this file, change it, keep it in your repository, and name it: aks-copilot check --target my-aks.yaml\nname: aks-standard\ntitle: AKS Standard\nkubernetes: \"1.35\"\nsafeguards: warn # off | warn | enforce\npodSecurity: { level: baseline, mode: warn } # privileged | baseline | restricted; warn | enforce\nautomatic: false\ningress:\n  api: gateway # gateway | ingress: Azure supports its managed NGINX until the end of November 2026, and the Gateway API after it\n  className: webapprouting.kubernetes.azure.com # for api: ingress\n  gatewayClassName: approuting-istio # for api: gateway\nnetworkPolicy: unknown # none | azure | cilium | calico | unknown\nstorage:\n  disk: managed-csi\n  shared: azurefile-csi\n  classes:\n    - default\n    - managed\n    - managed-premium\n    - managed-csi\n    - managed-csi-premium\n    - azurefile\n    - azurefile-premium\n    - azurefile-csi\n    - azurefile-csi-premium\n    - azureblob-nfs-premium\n    - azureblob-fuse-premium\n  map: {} # longhorn: managed-csi\nregistries:\n  map: {} # registry.local:5000: myregistry.azurecr.io\n  allowed: []\nrequests: { cpu: 100m, memory: 128Mi } # for containers that request nothing; null: only suggest\nallow: # fixes of kind opt that need no question; all: every one\n  - aks-resource-requests\n  - k3s-lb-becomes-public # stays in the virtual network, as it stayed in the LAN\nseverity: {} # rule-id: error | warning | info | off\n"
}
