/**
 * Prints what a command was asked for, and comes back when all of it is on its way: a pipe takes no more at a time than
 * its reader makes room for, and what is left over when the process ends is lost.
 */
export function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    // A reader that has seen enough (`| head`) is no reason to complain.
    process.stdout.once("error", () => resolve());
    process.stdout.write(`${text}\n`, () => resolve());
  });
}
