/**
 * From a question in somebody's own words to an answer from the evidence; a model may phrase it, never decide it.
 * Must never tell what no record bears out, act on a cluster, or take orders from logs, events and manifests.
 */
export { type Answering, answerQuestion } from './answer-question.ts'
export type { AnswerEvent, Question } from './question.ts'
export { append, newConversation } from './conversation/conversation.ts'
