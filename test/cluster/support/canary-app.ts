import { type Annotations, type AppOptions, deployment, hostPath, QUICK } from "./app.ts";
import type { Manifest } from "./api.ts";
import { POD_LIMIT_MS } from "./limits.ts";
import { untilStatus } from "./monitor-status.ts";
import { isReady, type Pod } from "./objects.ts";
import { openPlainFolder, type PlainFolder } from "./plain-folder.ts";
import { openScene, type Scene } from "./scene.ts";
import type { TestCase } from "./test-case.ts";

export const PATH = "/mnt/media";

export interface CanaryApp {
  readonly scene: Scene;
  readonly plain: PlainFolder;
  /** Ready, and its mount healthy. */
  readonly pod: Pod;
}

export interface CanaryAppOptions extends Omit<AppOptions, "mounts"> {
  readonly workload?: (options: AppOptions) => Manifest;
}

/** An app on a folder that has a canary. */
export async function openCanaryApp(
  t: TestCase,
  annotations: Annotations = {},
  { workload = deployment, ...options }: CanaryAppOptions = {},
): Promise<CanaryApp> {
  const scene = await openScene(t);
  const plain = openPlainFolder(t);
  const mounts = [{ path: PATH, volume: hostPath(plain.folder) }];
  await scene.create(workload({ ...options, annotations: { ...QUICK, paths: PATH, ...annotations }, mounts }));
  const pod = await scene.untilPod("the app", POD_LIMIT_MS, isReady);
  await untilStatus(pod, "a healthy mount", POD_LIMIT_MS, ({ mounts }) => mounts[0]?.status === "HEALTHY");
  return { scene, plain, pod };
}
