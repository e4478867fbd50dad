/** Longest address that is looked at, in characters. */
const LONGEST = 2_000;

/** A run of GitHub Actions, or of one job in it; `/runs/` alone is of a job by its check. */
const ACTIONS =
  /^(?<of>\/.+?)\/(?:actions\/runs\/(?<run>\d{1,18})(?:\/attempts\/\d+)?(?:\/jobs?\/(?<job>\d{1,18}))?|runs\/(?<check>\d{1,18}))(?:\/|$)/;
/** A run of a pipeline of Azure DevOps, and a classic release. */
const PIPELINE = /^(?<of>\/.+)\/[^/]+\/_build\/results$/;
const RELEASE = /^(?<of>\/.+)\/(?<project>[^/]+)\/_release(?:progress)?$/;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * What stands for the page of a deployment, the same for each way in which that page is written: a job, the run that it is
 * part of, a release, or what was deployed itself. Nothing is asked for.
 * @param project what Azure DevOps calls the project, which its deliveries name by an id in addresses.
 * @returns the nearest first; none for what is no web address.
 */
export function deploymentPages(address: string, project?: string): readonly string[] {
  const url = address.length > LONGEST ? null : URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) return [];
  const path = url.pathname.replace(/\/+$/, '').toLowerCase();
  const at = (of: string, what: string, id: string): string => `${url.host}${of} ${what} ${id}`;
  const { of = '', run, job, check } = ACTIONS.exec(path)?.groups ?? {};
  const step = job ?? check;
  if (step !== undefined || run !== undefined)
    return [
      ...(step === undefined ? [] : [at(of, 'job', step)]),
      ...(run === undefined ? [] : [at(of, 'run', run)]),
    ];
  const id = (name: string): string | undefined => /^\d{1,18}$/.exec(url.searchParams.get(name) ?? '')?.[0];
  const [build, release] = [id('buildId'), id('releaseId')];
  const pipeline = PIPELINE.exec(path)?.groups;
  if (pipeline && build !== undefined) return [at(pipeline['of'] ?? '', 'build', build)];
  const classic = RELEASE.exec(path)?.groups;
  if (classic && release !== undefined) {
    const { of: within = '', project: written = '' } = classic;
    const name = project !== undefined && GUID.test(written) ? encodeURI(project).toLowerCase() : written;
    return [at(`${within}/${name}`, 'release', release)];
  }
  return [`${url.host}${path}`];
}
