{{- define "aks-copilot.name" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "aks-copilot.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "aks-copilot.labels" -}}
{{ include "aks-copilot.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "aks-copilot.account" -}}
{{- .Values.serviceAccount.existing | default (include "aks-copilot.name" .) -}}
{{- end -}}

{{- define "aks-copilot.tokenSecret" -}}
{{- .Values.token.existingSecret | default (printf "%s-token" (include "aks-copilot.name" .)) -}}
{{- end -}}

{{- define "aks-copilot.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ printf "%s@%s" .repository .digest }}
{{- else -}}
{{- $tag := .tag | default $.Chart.AppVersion -}}
{{- $kind := ternary "-embedded" "" (eq $.Values.model.provider "embedded") -}}
{{- if ($.Values.repair).enabled -}}{{- $kind = "-jobs" -}}{{- end -}}
{{- if not (hasSuffix $kind $tag) -}}{{- $tag = printf "%s%s" $tag $kind -}}{{- end -}}
{{ printf "%s:%s" .repository $tag }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Names under which the server is asked for: its Service, what stands in front of it, and what was given. */}}
{{- define "aks-copilot.hosts" -}}
{{- $name := include "aks-copilot.name" . -}}
{{- $hosts := list $name (printf "%s.%s" $name .Release.Namespace) (printf "%s.%s.svc" $name .Release.Namespace) (printf "%s.%s.svc.cluster.local" $name .Release.Namespace) -}}
{{- if .Values.ingress.enabled -}}{{- $hosts = append $hosts .Values.ingress.host -}}{{- end -}}
{{- if .Values.httpRoute.enabled -}}{{- $hosts = concat $hosts .Values.httpRoute.hostnames -}}{{- end -}}
{{- concat $hosts .Values.allowedHosts | uniq | join "," -}}
{{- end -}}

{{/* Rules without the resources that are withheld. Takes `rules` and `withhold`. */}}
{{- define "aks-copilot.rules" -}}
{{- $withhold := .withhold -}}
{{- range .rules }}
{{- $resources := list -}}
{{- range .resources }}{{- if not (has . $withhold) }}{{- $resources = append $resources . }}{{- end }}{{- end }}
{{- if $resources }}
- apiGroups: {{ toJson .apiGroups }}
  resources: {{ toJson $resources }}
  verbs: {{ toJson .verbs }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "aks-copilot.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities:
  drop: [ALL]
privileged: false
readOnlyRootFilesystem: true
runAsGroup: 10001
runAsNonRoot: true
runAsUser: 10001
{{- end -}}

{{- define "aks-copilot.podSecurity" -}}
fsGroup: 10001
runAsGroup: 10001
runAsNonRoot: true
runAsUser: 10001
seccompProfile:
  type: RuntimeDefault
{{- end -}}
