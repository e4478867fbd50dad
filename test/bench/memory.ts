import { execa } from 'execa';

/** @returns resident memory of a process, in MiB. */
export async function residentMiB(pid: number): Promise<number> {
  const { stdout } = await execa('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout.trim()) / 1024;
}

/** @returns resident memory in MiB of each program that this process runs, by name. */
export async function programs(): Promise<Record<string, number>> {
  const { stdout } = await execa('ps', ['-A', '-o', 'ppid=,rss=,comm=']);
  const found: Record<string, number> = {};
  for (const line of stdout.split('\n')) {
    const [ppid, rss, ...name] = line.trim().split(/\s+/);
    const program = name.join(' ').split('/').at(-1) ?? '';
    if (Number(ppid) === process.pid && !['node', 'ps'].includes(program))
      found[program] = Number(rss) / 1024;
  }
  return found;
}
