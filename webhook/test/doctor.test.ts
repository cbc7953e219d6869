/** How doctor ends when kubectl does not do what it should. What it says of a cluster is tried on a real one. */
import assert from "node:assert/strict";
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, it } from "node:test";
import { run, start } from "./support/program.ts";
import { makeStandInKubectl, serving, type StandInKubectl } from "./support/stand-in-kubectl.ts";

const NAME = "mount-monitor-webhook: ";

function doctor({ file, temporary }: StandInKubectl, ...args: readonly string[]) {
  return run(["doctor", "--kubectl", file, ...args], { env: { TMPDIR: temporary } });
}

describe("doctor without a kubectl that works", () => {
  const failures: ReadonlyArray<readonly [what: string, body: string, stderr: string]> = [
    [
      "kubectl refuses its configuration",
      'console.error("error: context \\"nope\\" does not exist"); process.exit(1);',
      'failed to run KUBECTL proxy: context "nope" does not exist; see --kubeconfig and --context',
    ],
    [
      "kubectl says something else first",
      'console.error("W1126 a warning\\nerror: stat /nonexistent: no such file or directory"); process.exit(1);',
      "failed to run KUBECTL proxy: stat /nonexistent: no such file or directory; see --kubeconfig and --context",
    ],
    [
      "kubectl ends without a word",
      "process.exit(3);",
      "failed to run KUBECTL proxy: it ended with 3; see --kubeconfig and --context",
    ],
    [
      "nobody listens at the cluster's address",
      serving('response.writeHead(500); response.end("dial tcp 127.0.0.1:1: connect: connection refused\\n");'),
      "failed to reach the cluster: dial tcp 127.0.0.1:1: connect: connection refused; see whether kubectl get namespaces works, and --kubeconfig and --context",
    ],
    [
      "a plugin for credentials is missing",
      serving(
        'response.writeHead(500); response.end("getting credentials: exec: executable no-such-plugin not found\\n\\nIt looks like you are trying to use a client-go credential plugin that is not installed.\\n\\nTo learn more\\n");',
      ),
      "failed to reach the cluster: getting credentials: exec: executable no-such-plugin not found; see whether kubectl get namespaces works, and --kubeconfig and --context",
    ],
    [
      "the credentials have expired",
      serving(
        'response.writeHead(401); response.end(JSON.stringify({ kind: "Status", message: "Unauthorized", code: 401 }));',
      ),
      "the cluster does not accept your credentials: Unauthorized; log in again, as for kubectl",
    ],
    [
      "a login page answers",
      serving('response.writeHead(200); response.end("<html><body>Log in</body></html>");'),
      "failed to reach the cluster: status 200, and no answer of a Kubernetes API server; see whether kubectl get namespaces works, and --kubeconfig and --context",
    ],
    [
      "kubectl hangs up",
      serving("request.socket.destroy();"),
      "failed to reach the cluster: socket hang up; see whether kubectl get namespaces works, and --kubeconfig and --context",
    ],
  ];
  for (const [what, body, stderr] of failures) {
    it(what, () => {
      using kubectl = makeStandInKubectl(body);
      const finished = doctor(kubectl);
      assert.deepEqual(finished, {
        code: 2,
        stdout: "",
        stderr: `${NAME}${stderr.replace("KUBECTL", kubectl.file)}\n`,
      });
      assert.deepEqual(readdirSync(kubectl.temporary), []);
    });
  }

  it("there is none on the PATH", () => {
    using kubectl = makeStandInKubectl("");
    const finished = run(["doctor"], { env: { TMPDIR: kubectl.temporary, PATH: "/nonexistent" } });
    assert.deepEqual(finished, {
      code: 2,
      stdout: "",
      stderr: `${NAME}failed to find kubectl on the PATH; install it (https://kubernetes.io/docs/tasks/tools), or name it with --kubectl FILE\n`,
    });
    assert.deepEqual(readdirSync(kubectl.temporary), []);
  });

  it("the one that is named is not there, or no program", () => {
    using kubectl = makeStandInKubectl("");
    const missing = path.join(kubectl.folder, "none");
    assert.equal(
      run(["doctor", "--kubectl", missing]).stderr,
      `${NAME}failed to run ${missing}: there is no such program; name another with --kubectl\n`,
    );
    writeFileSync(missing, "text");
    chmodSync(missing, 0o644);
    assert.equal(
      run(["doctor", "--kubectl", missing]).stderr,
      `${NAME}failed to run ${missing}: it is no program; name another with --kubectl\n`,
    );
  });

  it("passes on what kubectl is to go by, and finds it on the PATH", () => {
    using kubectl = makeStandInKubectl("process.exit(1);");
    const { folder } = kubectl;
    run(["doctor", "--kubeconfig", "a b", "--context=c"], { env: { PATH: `${folder}:/nonexistent` } });
    assert.deepEqual(kubectl.started()?.args.slice(0, 3), ["proxy", "--kubeconfig=a b", "--context=c"]);
  });
});

describe("doctor that is ended while it waits", () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"] as const) {
    it(`by ${signal} leaves no kubectl and no folder behind`, async () => {
      using kubectl = makeStandInKubectl(serving(""));
      const program = start(["doctor", "--kubectl", kubectl.file], { TMPDIR: kubectl.temporary });
      const { pid } = await eventually(() => kubectl.started());
      await eventually(() =>
        readdirSync(kubectl.temporary, { recursive: true }).some((name) => String(name).endsWith("api")),
      );
      program.child.kill(signal);
      assert.equal(await program.ended, signal);
      await eventually(() => !isAlive(pid));
      await eventually(() => readdirSync(kubectl.temporary).length === 0);
    });
  }
});

async function eventually<T>(look: () => T | undefined | false): Promise<T> {
  for (let attempt = 0; attempt < 1500; attempt++) {
    const value = look();
    if (value !== undefined && value !== false) return value;
    await wait(20);
  }
  throw new Error(`it did not come about: ${look.toString()}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("doctor that is asked in the wrong way", () => {
  const wrong: ReadonlyArray<readonly [args: string, stderr: string]> = [
    ["-o yaml", '--output is "yaml", but must be one of text, json'],
    ["-n media -A", "--namespace and --all-namespaces exclude each other; drop one of them"],
    ["-n A_B", '--namespace is "A_B", which cannot be the name of a namespace'],
    ["--install-namespace=../x", '--install-namespace is "../x", which cannot be the name of a namespace'],
    [
      "-f app.yaml",
      "--file does not belong to doctor; it belongs to inject, explain. See: mount-monitor-webhook --help",
    ],
  ];
  for (const [args, stderr] of wrong) {
    it(args, () => {
      const finished = run(["doctor", ...args.split(" ")], { env: { PATH: "/nonexistent" } });
      assert.deepEqual(finished, { code: 2, stdout: "", stderr: `${NAME}${stderr}\n` });
    });
  }
});
