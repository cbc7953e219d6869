{{- /* The release, and `mount-monitor` unless the release is named so. */ -}}
{{- define "mount-monitor.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "mount-monitor.selector" -}}
app.kubernetes.io/name: mount-monitor
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "mount-monitor.labels" -}}
{{ include "mount-monitor.selector" . }}
app.kubernetes.io/component: webhook
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end -}}

{{- /* Reference of an image: the digest wins over the tag, the tag over the version of the chart. */ -}}
{{- define "mount-monitor.image" -}}
{{- $image := .image -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository ($image.tag | default .root.Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- /* The program's configuration; `checksum/config` on its pods is of just this text. */ -}}
{{- define "mount-monitor.config" -}}
image: {{ include "mount-monitor.image" (dict "root" . "image" .Values.sidecar.image) | quote }}
{{- with .Values.sidecar.image.pullPolicy }}
imagePullPolicy: {{ . }}
{{- end }}
{{- with .Values.defaults }}
defaults:
  {{- toYaml . | nindent 2 }}
{{- end }}
excludedNamespaces:
  {{- toYaml .Values.excludedNamespaces | nindent 2 }}
httpsPort: {{ .Values.ports.https }}
httpPort: {{ .Values.ports.http }}
certificates:
  mode: {{ .Values.certificates.mode }}
  webhookConfiguration: {{ include "mount-monitor.fullname" . }}-webhook
  {{- if eq .Values.certificates.mode "self" }}
  secret: {{ include "mount-monitor.fullname" . }}-webhook-ca
  service: {{ include "mount-monitor.fullname" . }}-webhook
  caLife: {{ .Values.certificates.caLife }}
  leafLife: {{ .Values.certificates.leafLife }}
  {{- end }}
grants:
  mode: {{ .Values.grants.mode }}
  {{- if eq .Values.grants.mode "managed" }}
  policy: {{ include "mount-monitor.fullname" . }}-restart-self
  owner: {{ include "mount-monitor.fullname" . }}-webhook
  {{- end }}
logLevel: {{ .Values.log.level }}
logFormat: {{ .Values.log.format }}
{{- end -}}
