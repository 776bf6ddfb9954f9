/** Waits for what others do: whoever changes something wakes it, and it looks again. */
export class Waiter {
  #waiting: (() => void)[] = [];

  /** Something has happened. */
  wake(): void {
    for (const each of this.#waiting.splice(0)) each();
  }

  /** Waits until it is so. @returns false when it was not within the limit */
  async until(so: () => boolean, limitMs: number): Promise<boolean> {
    const limit = performance.now() + limitMs;
    while (!so()) {
      const left = limit - performance.now();
      if (left <= 0) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => (clearTimeout(timer), resolve()));
      });
    }
    return true;
  }
}
