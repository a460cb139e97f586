/**
 * YAML files in, proven patches out: Inspector → Thinker → Patcher → Reporter.
 * Only source/ touches the disk; everything else takes what it needs as arguments. Must never talk to a cluster or a model.
 */
export type { CheckOptions } from './check-options.ts'
export * from './fix-manifests.ts'
export * from './inspect-manifests.ts'
export { RULES } from './inspect/rules.generated.ts'
export type { Rule, RuleGroup } from './inspect/rule.ts'
export type { Sifted, Suppressions } from './inspect/suppressions.ts'
export * from './profiles/built-in.generated.ts'
export { detectSource } from './profiles/detect-source.ts'
export type { SourceProfile, TargetProfile } from './profiles/profile.ts'
export { Bundle, readBundle } from './source/bundle.ts'
export { fileText, type ManifestFile, type ManifestObject, type Origin, type SourceFile } from './source/manifest.ts'
export { readYaml } from './source/yaml.ts'
export { type Baseline, createBaseline, readBaseline } from './suppress/baseline.ts'
export { createSuppressions, type SuppressionOptions } from './suppress/create-suppressions.ts'
export type { FormatContext } from './report/format-context.ts'
export { formatReport, REPORT_FORMATS, type ReportFormat } from './report/format-report.ts'
export { serverKey, type ServerVerdict, type ServerVerdicts } from './patch/server-verdicts.ts'
export { copyFiles, type CopiedFile, type CopyOptions } from './source/copy-files.ts'
export { type ReadOptions, readSources, type ReadSources } from './source/read-sources.ts'
export { writeFiles, type WriteOptions, type WrittenFile } from './source/write-files.ts'
