const UNIT_BYTES = { b: 1, kb: 1024, mb: 1024 ** 2 } as const;

/** Written form of a size in bytes. */
export const SIZE_PATTERN = /^(\d{1,6})(b|kb|mb)$/;

/** Reads `512kb` or `1mb`. @returns bytes, or undefined when the text is no size. */
export function parseSize(text: string): number | undefined {
  const [, count, unit] = SIZE_PATTERN.exec(text) ?? [];
  return count && unit ? Number(count) * UNIT_BYTES[unit as keyof typeof UNIT_BYTES] : undefined;
}
