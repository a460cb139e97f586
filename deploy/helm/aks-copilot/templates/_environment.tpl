{{/* What the chart itself sets; variables go before the file of settings. */}}
{{- define "aks-copilot.ownEnvironment" -}}
- { name: AKS_COPILOT_SERVER_HOST, value: 0.0.0.0 }
- { name: AKS_COPILOT_SERVER_PORT, value: "8000" }
- { name: AKS_COPILOT_SERVER_TOKEN_FILE, value: /run/secrets/aks-copilot/server/token }
- { name: AKS_COPILOT_SERVER_ALLOWED_HOSTS, value: {{ include "aks-copilot.hosts" . | quote }} }
- { name: AKS_COPILOT_LOG_FORMAT, value: json }
- { name: AKS_COPILOT_CONFIG, value: /etc/aks-copilot/aks-copilot.yaml }
{{- with .Values.rbac.namespaces }}
- { name: AKS_COPILOT_CLUSTER_NAMESPACES, value: {{ join "," . | quote }} }
{{- end }}
{{- if .Values.runbooks }}
- { name: AKS_COPILOT_KNOWLEDGE_RUNBOOKS, value: /runbooks }
{{- end }}
{{- if .Values.extraCa }}
- { name: NODE_EXTRA_CA_CERTS, value: /etc/aks-copilot-ca/ca.crt }
{{- end }}
{{- with .Values.model }}
- { name: AKS_COPILOT_MODEL_PROVIDER, value: {{ .provider }} }
{{- if ne .provider "none" }}
{{- if contains "$(NODE_IP)" .endpoint }}
- name: NODE_IP
  valueFrom:
    fieldRef:
      fieldPath: status.hostIP
{{- end }}
{{- with .name }}
- { name: AKS_COPILOT_MODEL_NAME, value: {{ . | quote }} }
{{- end }}
{{- with .endpoint }}
- { name: AKS_COPILOT_MODEL_ENDPOINT, value: {{ . | quote }} }
{{- end }}
{{- if .trustPrivate }}
- { name: AKS_COPILOT_MODEL_TRUST_PRIVATE, value: "yes" }
{{- end }}
{{- if .existingSecret }}
- { name: AKS_COPILOT_MODEL_KEY_FILE, value: /run/secrets/aks-copilot/model/key }
{{- end }}
{{- with .file }}
- { name: AKS_COPILOT_MODEL_FILE, value: {{ . | quote }} }
{{- end }}
{{- end }}
{{- end }}
{{- if (.Values.repair).enabled }}
{{ include "aks-copilot.repairEnvironment" . }}
{{- end }}
{{- end -}}

{{- define "aks-copilot.environment" -}}
{{ include "aks-copilot.ownEnvironment" . }}
{{- with .Values.env }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* A model without what its provider needs is none. */}}
{{- define "aks-copilot.checkModel" -}}
{{- with .Values.model -}}
{{- if and (eq .provider "embedded") (not .file) -}}{{- fail "model.file is needed with model.provider embedded" -}}{{- end -}}
{{- if and (has .provider (list "openai-compatible" "azure-openai")) (not .endpoint) -}}
{{- fail (printf "model.endpoint is needed with model.provider %s" .provider) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Settings and variables that would be accepted and have no effect, said before anything is installed. */}}
{{- define "aks-copilot.checkEnvironment" -}}
{{- $own := list -}}
{{- range include "aks-copilot.ownEnvironment" . | fromYamlArray -}}{{- $own = append $own .name -}}{{- end -}}
{{- range .Values.env -}}
{{- if has .name $own -}}{{- fail (printf "env: %s is set by the chart itself" .name) -}}{{- end -}}
{{- end -}}
{{- $values := dict "cluster.namespaces" "rbac.namespaces" "server.allowedHosts" "allowedHosts" "knowledge.runbooks" "runbooks" "model.keyFile" "model.existingSecret" -}}
{{- range $section, $settings := .Values.settings -}}
{{- range $key, $_ := $settings -}}
{{- if has (printf "AKS_COPILOT_%s_%s" (snakecase $section | upper) (snakecase $key | upper)) $own -}}
{{- $place := printf "%s.%s" $section $key -}}
{{- $value := get $values $place | default (ternary $place "" (eq $section "model")) -}}
{{- fail (printf "settings.%s would not count: %s" $place (ternary (printf "set the value %s" $value) "the chart itself sets it" (ne $value ""))) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
