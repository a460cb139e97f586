{{/* What cannot go together with repairs, said before anything is installed. */}}
{{- define "aks-copilot.checkRepair" -}}
{{- $settings := .Values.settings -}}
{{- with .Values.repair -}}
{{- if .enabled -}}
{{- if not .existingSecret -}}
{{- fail (printf "repair.existingSecret is needed with repair.enabled: the name of a Secret with the keys %s" (include "aks-copilot.repairKeys" $ | fromYamlArray | join ", ")) -}}
{{- end -}}
{{- if and .dryRun (not $.Values.rbac.namespaces) -}}
{{- fail "repair.dryRun needs rbac.namespaces: the right to change objects is not given in the whole cluster" -}}
{{- end -}}
{{- if and (eq $.Values.model.provider "embedded") (not $.Values.image.digest) -}}
{{- fail "repair.enabled and model.provider embedded need different images: use another model, or name an image that has both by image.digest" -}}
{{- end -}}
{{- range $place := list "server.repair" "repair.mode" "repair.instance" "argocd.namespace" "github.appId" "github.installationId" "github.api" "slack.channel" -}}
{{- $parts := splitList "." $place -}}
{{- if hasKey (get $settings (first $parts) | default dict) (last $parts) -}}
{{- fail (printf "settings.%s would not count with repair.enabled: set the value below repair" $place) -}}
{{- end -}}
{{- end -}}
{{- else if .dryRun -}}
{{- fail "repair.dryRun has no effect without repair.enabled" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The keys of its Secret that are used. */}}
{{- define "aks-copilot.repairKeys" -}}
{{- with .Values.repair -}}
{{- $keys := list "secret" "repair-key" (ternary "github-key" "github-token" (ne .github.appId "")) -}}
{{- if .slack.channel -}}{{- $keys = append $keys "slack-token" -}}{{- end -}}
{{- toYaml $keys -}}
{{- end -}}
{{- end -}}

{{- define "aks-copilot.repairEnvironment" -}}
{{- $folder := "/run/secrets/aks-copilot/repair" -}}
{{- $own := .Values.settings.repair | default dict -}}
{{- with .Values.repair -}}
- { name: AKS_COPILOT_SERVER_REPAIR, value: "on" }
- { name: AKS_COPILOT_REPAIR_MODE, value: {{ .mode }} }
- { name: AKS_COPILOT_ARGOCD_NAMESPACE, value: {{ .argocdNamespace | quote }} }
- { name: AKS_COPILOT_SERVER_HOOK_SECRET_FILE, value: {{ $folder }}/secret }
- { name: AKS_COPILOT_REPAIR_KEY_FILE, value: {{ $folder }}/repair-key }
{{- with .instance }}
- { name: AKS_COPILOT_REPAIR_INSTANCE, value: {{ . | quote }} }
{{- end }}
{{- if not (hasKey $own "holder") }}
- name: AKS_COPILOT_REPAIR_HOLDER
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- end }}
{{- if and $.Values.rbac.namespaces (not (hasKey $own "namespaces")) }}
- { name: AKS_COPILOT_REPAIR_NAMESPACES, value: {{ join "," $.Values.rbac.namespaces | quote }} }
{{- end }}
{{- with .github }}
{{- if .appId }}
- { name: AKS_COPILOT_GITHUB_APP_ID, value: {{ .appId | quote }} }
- { name: AKS_COPILOT_GITHUB_KEY_FILE, value: {{ $folder }}/github-key }
{{- else }}
- { name: AKS_COPILOT_GITHUB_TOKEN_FILE, value: {{ $folder }}/github-token }
{{- end }}
{{- with .installationId }}
- { name: AKS_COPILOT_GITHUB_INSTALLATION_ID, value: {{ . | quote }} }
{{- end }}
{{- with .api }}
- { name: AKS_COPILOT_GITHUB_API, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- with .slack.channel }}
- { name: AKS_COPILOT_SLACK_CHANNEL, value: {{ . | quote }} }
- { name: AKS_COPILOT_SLACK_TOKEN_FILE, value: {{ $folder }}/slack-token }
{{- end }}
{{- end }}
{{- end -}}

{{/* GitHub and Slack, whose addresses no policy can name by their names. */}}
{{- define "aks-copilot.repairEgress" -}}
{{- $port := "443" -}}
{{- with .Values.repair.github.api -}}
{{- $port = regexFind "[0-9]+$" (regexFind ":[0-9]+$" (urlParse .).host) | default "443" -}}
{{- end -}}
# GitHub{{ if .Values.repair.slack.channel }} and Slack{{ end }}
- ports:
    {{- range (ternary (list $port "443") (list $port) (ne .Values.repair.slack.channel "") | uniq) }}
    - { port: {{ . }}, protocol: TCP }
    {{- end }}
  {{- with .Values.repair.egressCidrs }}
  to:
    {{- range . }}
    - ipBlock:
        cidr: {{ . | quote }}
    {{- end }}
  {{- end }}
{{- end -}}
