/**
 * Ends the process at once with the given code, also while threads of the pool are stuck in a hanging mount.
 *
 * `process.exit` joins those threads and would wait as long as the mount hangs, and as PID 1 of a container a process
 * cannot kill itself. Replacing the program by one that only exits does not wait for anyone. It must not be done while
 * a descriptor is open on a mount whose daemon has taken a request: closing it hangs in the kernel, beyond any signal.
 *
 * `replace`: threads are stuck, and no descriptor is open on what they are stuck in.
 */
export function leave(code: number, replace: boolean): never {
  if (replace && process.execve) {
    process.removeAllListeners("warning");
    process.on("warning", () => {});
    process.execve(process.execPath, [process.execPath, "-e", `process.exitCode=${code}`], {});
  }
  process.exit(code);
}
