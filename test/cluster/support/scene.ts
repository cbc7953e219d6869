import type { Manifest } from "./api.ts";
import { type Journal, openJournal } from "./journal.ts";
import { kubectl } from "./kubectl.ts";
import { type Namespace, type NamespaceOptions, openNamespace } from "./namespace.ts";
import { APP, type Pod } from "./objects.ts";
import type { CommandOptions } from "./run-command.ts";
import type { TestCase } from "./test-case.ts";

/** A namespace of a test, and what happens in it. */
export interface Scene extends Namespace, Journal {
  /** In this namespace. */
  kubectl(args: readonly string[], options?: CommandOptions): Promise<string>;
  /** Runs it in the app's container; what it printed. */
  inApp(pod: Pod, ...command: readonly string[]): Promise<string>;
  createAll(...manifests: readonly Manifest[]): Promise<void>;
}

/** The container, or the mount that it looks at, may be on its way. */
const EXEC_LIMIT_MS = 60_000;

export async function openScene(t: TestCase, options?: NamespaceOptions): Promise<Scene> {
  const namespace = await openNamespace(t, options);
  const inNamespace = (args: readonly string[], commandOptions?: CommandOptions) =>
    kubectl(["--namespace", namespace.name, ...args], commandOptions);
  return {
    ...namespace,
    ...openJournal(t, namespace.name),
    kubectl: inNamespace,
    inApp: ({ metadata }, ...command) =>
      inNamespace(["exec", metadata.name, "--container", APP, "--", ...command], { limitMs: EXEC_LIMIT_MS }),
    async createAll(...manifests) {
      for (const manifest of manifests) await namespace.create(manifest);
    },
  };
}
