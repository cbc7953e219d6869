/**
 * A process that follows a cluster and nothing else, as the benchmark tells it, line by line on stdin. It answers each
 * line with one of JSON.
 */
import { createInterface } from "node:readline";
import { inClusterConnection } from "@mount-monitor/kube";
import { type Cluster, openCluster } from "../../../webhook/src/io/cluster/open-cluster.ts";

const [port = "", tokenFile = "", caFile = ""] = process.argv.slice(2);
let cluster: Cluster | undefined;

/** Nanoseconds of each call, all of them in one go. */
function costNs(calls: number, call: (index: number) => unknown): number {
  const began = process.hrtime.bigint();
  for (let index = 0; index < calls; index++) call(index);
  return Number(process.hrtime.bigint() - began) / calls;
}

const answers: Readonly<Record<string, () => unknown>> = {
  open() {
    const connection = inClusterConnection("127.0.0.1", Number(port), { tokenFile, caFile });
    cluster = openCluster(connection, { log: { info: () => {}, warn: () => {} } });
    return {};
  },
  status: () => ({ starting: cluster?.starting() ?? "", pods: cluster?.pods.size, watches: cluster?.status() }),
  /** The first call for each namespace folds, all others find. */
  facts: () => ({
    foldedNs: costNs(50, (index) => cluster?.facts(`bench-${index}`)),
    foundNs: costNs(1_000_000, (index) => cluster?.facts(`bench-${index % 50}`)),
  }),
};

for await (const line of createInterface(process.stdin)) console.log(JSON.stringify(answers[line]?.() ?? {}));
