/**
 * The type name of the workflow that ends a run whose own Temporal has ended. It has the id of that: Temporal then has the
 * run's end where it is looked for, and one such workflow at a time.
 */
export const RUN_END_WORKFLOW = 'runEnd';
