{{- define "app.password" -}}
{{- if .Values.auth.password -}}{{- .Values.auth.password -}}{{- else -}}{{- randAlphaNum 10 -}}{{- end -}}
{{- end -}}
{{- define "app.secretName" -}}
{{- default (printf "%s-secret" .Release.Name) .Values.existingSecret -}}
{{- end -}}
