/** The type name of the workflow that tells of integrations from which nothing comes any more. */
export const QUIET_WORKFLOW = 'quiet';
