import { chmodSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { type AppOptions, hostPath, WAIT_FOR_END } from "../../cluster/support/app.ts";
import { until } from "../../control-plane/support/until.ts";
import { readSettings } from "../../cluster/support/settings.ts";

const MARKS = "/marks";
const LIMIT_MS = 180_000;

/** Apps that leave a mark when they start: the API has that in whole seconds, and late. */
export interface MarkedApps {
  /** What makes an app leave its mark. */
  options(name: string, mounts: AppOptions["mounts"]): Pick<AppOptions, "name" | "mounts" | "script">;
  /** When it started, in ms since 1970; waits for it. */
  startedMs(name: string): Promise<number>;
  forget(name: string): void;
}

export function openMarkedApps(scope: { after(end: () => unknown): void }): MarkedApps {
  const folder = path.join(readSettings().mounts, `bench-${process.pid}`);
  mkdirSync(folder);
  scope.after(() => rmSync(folder, { recursive: true, force: true }));
  const fileOf = (name: string) => path.join(folder, name, "mark");
  return {
    options(name, mounts = []) {
      const own = path.dirname(fileOf(name));
      mkdirSync(own, { recursive: true });
      // Whatever the umask is: the apps are not root.
      chmodSync(own, 0o777);
      return {
        name,
        mounts: [...mounts, { path: MARKS, volume: hostPath(own) }],
        script: `touch ${MARKS}/mark; ${WAIT_FOR_END}`,
      };
    },
    async startedMs(name) {
      await until(`app ${name} to start`, LIMIT_MS, () => existsSync(fileOf(name)));
      return statSync(fileOf(name)).mtimeMs;
    },
    forget: (name) => rmSync(fileOf(name), { force: true }),
  };
}
