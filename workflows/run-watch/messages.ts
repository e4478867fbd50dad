/** The type name of the workflow that looks for runs whose workflow Temporal has ended. */
export const RUN_WATCH_WORKFLOW = 'runWatch';
