export { incident } from './incident/workflow.ts';
export { reply } from './reply/workflow.ts';
