import { inject } from 'vitest';

// Processes of plug-ins are started with the arguments of their parent.
const [flag = '', hook = ''] = inject('pluginChild');
if (!process.execArgv.includes(hook)) process.execArgv.push(flag, hook);
