/** Rejects with what `onTimeout` gives when the promise has not settled in time; what becomes of it then is nobody's business. */
export async function within<T>(
  milliseconds: number,
  promise: Promise<T>,
  onTimeout: () => Error,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onTimeout()), milliseconds);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => undefined);
  }
}

/** Waits for the promise, whatever comes of it, and not longer than that. */
export async function settledWithin(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  await within(milliseconds, promise, () => new Error('It took too long.')).catch(() => undefined);
}
