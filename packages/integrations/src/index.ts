/**
 * Services outside, each behind a port of remediation or knowledge: GitHub, Argo CD, Slack, Key Vault, Blob Storage, AI Search, telemetry.
 * Must never be imported by anything but the apps. Heavy SDKs load when they are first needed.
 */
export {}
