export { audit } from './audit/workflow.ts';
export { health } from './health/workflow.ts';
export { incident } from './incident/workflow.ts';
export { link } from './link/workflow.ts';
export { record } from './record/workflow.ts';
export { reply } from './reply/workflow.ts';
