/** Name of the cookie that says whether somebody wants the pages dark or light; absent: as their device is. */
export const THEME_COOKIE = 'muster_theme';
