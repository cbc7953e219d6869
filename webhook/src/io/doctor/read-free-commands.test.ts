import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { known } from "../../core/live/known.ts";
import { injectedPod } from "../../core/doctor/testing/example-picture.ts";
import type { ClusterCalls } from "../live/cluster-calls.ts";
import { readFreeCommands } from "./read-free-commands.ts";

const FREE = "echo 1 > /sys/fs/fuse/connections/52/abort";

describe("readFreeCommands", () => {
  it("looks into the events of pods that should be gone, and takes the newest word", async () => {
    const asked: string[] = [];
    const messages = ["unhealthy", "free it: echo 1 > /sys/fs/fuse/connections/51/abort", `free it: ${FREE}`, "bye"];
    const list: ClusterCalls["list"] = async (path, read, { query } = {}) => {
      asked.push(`${path} ${query?.["fieldSelector"]}`);
      return known(messages.flatMap((message) => read({ message }) ?? []));
    };
    const unused = () => Promise.reject(new Error("nothing else is asked"));
    const leaving = injectedPod("b", { metadata: { deletionTimestamp: "2026-11-26T12:00:00Z", uid: "b-uid" } });
    const commands = await readFreeCommands({ list, call: unused, get: unused }, [injectedPod("a"), leaving]);
    assert.deepEqual([...commands], [["media/b", FREE]]);
    assert.deepEqual(asked, ["/api/v1/namespaces/media/events involvedObject.uid=b-uid"]);
  });
});
