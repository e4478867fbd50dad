/** @param work told whether it is late. @throws Error when it takes longer; what it throws. */
export async function inTime(work: (late: () => boolean) => Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new Error(`it took longer than ${ms} ms`));
    }, ms);
  });
  try {
    await Promise.race([work(() => isLate), late]);
  } finally {
    clearTimeout(timer);
  }
}
