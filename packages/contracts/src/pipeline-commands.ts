/** Azure Pipelines and GitHub Actions obey these wherever they stand in a line that a program prints. */
const ANYWHERE = /##(?=\[|vso\[)/gi
/** GitHub Actions obeys this at the beginning of a line, blanks aside. */
const AT_BEGINNING = /^([^\S\n]*):(?=:[a-z][\w-]*(?:[^\S\n][^\n]*)?::)/gim

/**
 * A text of somebody else's in which nothing is a command to the pipeline that prints it: `##vso[task.setvariable …]`, `##[add-mask]`,
 * `::set-output name=x::`. A blank within the sign shows it, and undoes it.
 */
export function withoutPipelineCommands(text: string): string {
  return text.includes('##') || text.includes('::') ? text.replaceAll(ANYWHERE, '# #').replaceAll(AT_BEGINNING, '$1: ') : text
}

/** The same for JSON, which stays the same data. */
export function jsonWithoutPipelineCommands(json: string): string {
  return json.includes('##') ? json.replaceAll(ANYWHERE, String.raw`\u0023#`) : json
}
