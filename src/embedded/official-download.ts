import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

/** Where the Temporal project publishes the CLI; its install.sh uses the same addresses. */
export const OFFICIAL_ARCHIVES = 'https://temporal.download/cli/archive';

const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};
const ARCHITECTURES: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };
const ANSWER_WITHIN_MS = 5_000;
const FINISH_WITHIN_MS = 180_000;

/**
 * Downloads the official Temporal CLI and unpacks it as `<directory>/<executable>`.
 * @param archives base address of the archives
 * @param version for example `1.5.1`
 * @throws Error when there is no archive for this machine, no answer within 5 s, or the archive does not unpack
 */
export async function downloadTemporal(
  archives: string,
  version: string,
  directory: string,
  executable: string,
): Promise<void> {
  const [platform, arch] = [PLATFORMS[process.platform], ARCHITECTURES[process.arch]];
  if (platform === undefined || arch === undefined) {
    throw new Error(`no official archive for ${process.platform} on ${process.arch}`);
  }
  const limit = new AbortController();
  let timer = setTimeout(() => limit.abort(new Error('no answer within 5 s')), ANSWER_WITHIN_MS);
  const archive = join(directory, 'archive');
  try {
    const response = await fetch(`${archives}/v${version}?platform=${platform}&arch=${arch}`, {
      signal: limit.signal,
    });
    if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);
    clearTimeout(timer);
    timer = setTimeout(() => limit.abort(new Error('not finished within 180 s')), FINISH_WITHIN_MS);
    await writeFile(archive, Buffer.from(await response.arrayBuffer()));
    // The tar of Windows unpacks the zip that is published for Windows as well.
    await execa('tar', ['-xf', archive, '-C', directory, executable]);
    await chmod(join(directory, executable), 0o755);
  } finally {
    clearTimeout(timer);
    await rm(archive, { force: true });
  }
}
