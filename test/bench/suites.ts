import type { Suite } from "./report/suite.ts";
import { admission } from "./suites/admission.ts";
import { cluster } from "./suites/cluster.ts";
import { decide } from "./suites/decide.ts";
import { images } from "./suites/images.ts";
import { monitor } from "./suites/monitor.ts";
import { node } from "./suites/node.ts";
import { restart } from "./suites/restart.ts";
import { served } from "./suites/served.ts";

/** All that there are, in the order in which they run: what needs nothing first. */
export const SUITES: readonly Suite[] = [images, decide, served, monitor, restart, cluster, admission, node];
