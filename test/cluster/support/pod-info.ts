import { MONITOR, type Pod } from "./objects.ts";
import type { Scene } from "./scene.ts";

/** The pod's annotations as its monitor reads them: from a file that the kubelet renews in its own time. Nothing where a busy node does not let us look. */
export async function podInfo(scene: Scene, { spec, metadata }: Pod): Promise<string> {
  const monitor = spec.initContainers?.find(({ name }) => name === MONITOR);
  const config = monitor?.env?.find(({ name }) => name === "MOUNT_MONITOR_CONFIG")?.value ?? "{}";
  const { podInfoDir } = JSON.parse(config) as { readonly podInfoDir: string };
  const program = `process.stdout.write(require("fs").readFileSync("${podInfoDir}/annotations"))`;
  return scene.kubectl(["exec", metadata.name, "--container", MONITOR, "--", "node", "-e", program]).catch(() => "");
}
