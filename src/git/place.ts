/** A repository of which a service is made, or a folder of one. */
export interface CodePlace {
  /** Name of the integration that tells of it. */
  readonly integration: string;
  /** As the server calls it, with what it belongs to. */
  readonly repository: string;
  /** Folder, without a slash at its end; absent: all of it. */
  readonly folder?: string;
}

/** `github/acme/payments`, `github/acme/mono:payments/`. */
export const PLACE_PATTERN =
  /^([a-z0-9][a-z0-9._-]{0,63})\/([^\s:/][^\s:]{0,199})(?::\/?([^\s:][^:]{0,199}))?$/;

/** @returns the place that {@link PLACE_PATTERN} fits; undefined for any other text. */
export function placeOf(text: string): CodePlace | undefined {
  const [, integration, repository, folder] = PLACE_PATTERN.exec(text) ?? [];
  if (integration === undefined || repository === undefined) return undefined;
  const within = folder?.replace(/\/+$/, '') ?? '';
  return {
    integration,
    repository: repository.replace(/\/+$/, ''),
    ...(within !== '' && { folder: within }),
  };
}

/** @returns the place as it is written in the configuration. */
export function placeText({ integration, repository, folder }: CodePlace): string {
  return `${integration}/${repository}${folder === undefined ? '' : `:${folder}/`}`;
}

/**
 * @param folders in which files were changed, without a slash at their ends. @returns whether one of them is in the place's.
 */
export function touches({ folder }: CodePlace, folders: readonly string[]): boolean {
  return folder === undefined || folders.some((one) => `${one}/`.startsWith(`${folder}/`));
}
