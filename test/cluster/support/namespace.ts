import { randomBytes } from "node:crypto";
import type { TestCase } from "./test-case.ts";
import { until } from "../../control-plane/support/until.ts";
import { callServer, expectServer, find, type Manifest, pathOf } from "./api.ts";
import { describeNamespace } from "./describe-namespace.ts";

/** Of all namespaces of tests, so that those of a run that was killed can be found. */
export const TEST_LABEL = "mount-monitor-test=true";

const ACCOUNT_LIMIT_MS = 60_000;

/** A test's own, which goes with it; after a failure with a description of what was there. */
export interface Namespace {
  readonly name: string;
  create<T = unknown>(manifest: Manifest): Promise<T>;
  path(of: Pick<Manifest, "apiVersion" | "kind">, name?: string): string;
}

export interface NamespaceOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export async function openNamespace(t: TestCase, { labels, annotations }: NamespaceOptions = {}): Promise<Namespace> {
  const name = `mount-monitor-test-${randomBytes(4).toString("hex")}`;
  const [key = "", value] = TEST_LABEL.split("=");
  await expectServer("POST", "/api/v1/namespaces", {
    metadata: { name, labels: { [key]: value, ...labels }, ...(annotations && { annotations }) },
  });
  t.after(async () => {
    if (t.passed !== true) t.diagnostic(await describeNamespace(name));
    // The end of the run waits until it is gone.
    await callServer("DELETE", `/api/v1/namespaces/${name}`);
  });
  // A controller makes it, and no pod is taken before.
  const account = `/api/v1/namespaces/${name}/serviceaccounts/default`;
  await until("the namespace's account", ACCOUNT_LIMIT_MS, () => find(account));
  return {
    name,
    create: <T>(manifest: Manifest) => expectServer<T>("POST", pathOf(name, manifest), manifest),
    path: (of, object) => `${pathOf(name, of)}${object === undefined ? "" : `/${object}`}`,
  };
}
