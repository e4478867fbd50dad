/** The retention workflow's type name. */
export const RETENTION_WORKFLOW = 'retention';
