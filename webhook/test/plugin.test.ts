/** The program as a plugin of kubectl: what it calls itself, and how it ends when it is asked in the wrong way. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { livePod } from "../src/core/status/testing/example-status.ts";
import { bundle, type Finished, run } from "./support/program.ts";
import { makeStandInKubectl, serving } from "./support/stand-in-kubectl.ts";

const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-plugin-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const link = path.join(folder, "kubectl-mount_monitor");
symlinkSync(bundle(), link);
const plugin = (args: string, env: Record<string, string> = {}): Finished =>
  run(args === "" ? [] : args.split(" "), { link, env });

describe("the plugin", () => {
  for (const args of ["", "--help", "help"]) {
    it(`says what it can do: ${JSON.stringify(args)}`, () => {
      const { code, stdout, stderr } = plugin(args);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.match(stdout, /^Usage: kubectl mount-monitor \[command\] \[flags\]$/m);
      assert.doesNotMatch(stdout, /mount-monitor-webhook|\bserve\b|--https-port/);
      const listed = /Commands:\n((?: {2}.*\n)+)/.exec(stdout)?.[1] ?? "";
      assert.deepEqual(
        [...listed.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name),
        ["status", "pause", "resume", "doctor", "explain", "inject", "version"],
      );
    });
  }

  for (const command of ["status", "pause", "resume", "doctor", "explain", "inject"]) {
    it(`shows examples of ${command} as they are typed`, () => {
      const { stdout } = plugin(`${command} --help`);
      assert.match(stdout, new RegExp(`^Examples:\n(?: {2}# .*\n)?  kubectl mount-monitor ${command}`, "m"));
      assert.doesNotMatch(stdout, /mount-monitor-webhook/);
    });
  }

  it("shows the help of a command to whoever asks for it by a word, and touches no pod of that name", () => {
    for (const command of ["pause", "resume", "status", "doctor"]) {
      const { code, stdout } = plugin(`${command} help`, { PATH: "/nonexistent" });
      assert.deepEqual([code, stdout], [0, plugin(`${command} --help`).stdout]);
    }
  });

  const wrong: ReadonlyArray<readonly [args: string, stderr: string]> = [
    [
      "serve",
      'there is no command "serve"; commands are status, pause, resume, doctor, explain, inject, version. See: kubectl mount-monitor --help',
    ],
    ["statsu", 'there is no command "statsu"; did you mean status?. See: kubectl mount-monitor --help'],
    [
      "-n media",
      "there is no command; commands are status, pause, resume, doctor, explain, inject, version. See: kubectl mount-monitor --help",
    ],
    ["explain -f nothing.yaml", "failed to read nothing.yaml: there is no such file; name a manifest with -f"],
    [
      "doctor plex",
      'there is nothing to do with "plex"; a configuration is named by --config. See: kubectl mount-monitor --help',
    ],
    ["status -o jsn", '--output is "jsn", but must be one of table, wide, json, yaml; did you mean json?'],
    ["status -A plex-0", "pods are named within one namespace; drop --all-namespaces, or the names"],
    ["status -l app=plex plex-0", "--selector and names of pods exclude each other; drop one of them"],
    [
      "status -w -o yaml",
      "--watch has no --output yaml; use json, which writes one line for each look that finds news",
    ],
    ["status -w --exit-code", "--watch and --exit-code exclude each other; drop one of them"],
    ["status -n A_B", '--namespace is "A_B", which cannot be the name of a namespace'],
    ["status svc/plex", '"svc/plex" is of a kind that has no pods of ours; kinds are pod, deployment, '],
    ["pause", "there is nothing to pause; name pods (POD), workloads (deployment/NAME), or labels (-l app=plex)"],
    [
      "resume --for 2h plex-0",
      "--for does not belong to resume; it belongs to pause. See: kubectl mount-monitor --help",
    ],
    ["pause plex-0 --for 2", '--for is "2", which has no unit (ms, s, m or h); write for example --for 2h'],
    ["pause plex-0 --for", "--for needs a value: --for DURATION. See: kubectl mount-monitor --help"],
    [
      "pause plex-0 --until 2027-01-31T18:00",
      /which names no time zone; write for example 2027-01-31T18:00:00Z/.source,
    ],
    ["pause plex-0 --dry-run yes", '--dry-run is "yes", but must be one of none, client, server'],
    [
      "pause plex-0 -A",
      "--all-namespaces does not belong to pause; it belongs to status, doctor. See: kubectl mount-monitor --help",
    ],
  ];
  for (const [args, stderr] of wrong) {
    it(`does not take: ${args}`, () => {
      const finished = plugin(args, { PATH: "/nonexistent" });
      assert.deepEqual([finished.code, finished.stdout], [2, ""]);
      assert.ok(finished.stderr.startsWith("kubectl mount-monitor: "), finished.stderr);
      assert.ok(finished.stderr.includes(stderr), finished.stderr);
    });
  }

  it("says in one sentence why there is no cluster, and leaves nothing behind", () => {
    using kubectl = makeStandInKubectl(serving('response.writeHead(401); response.end("{}");'));
    for (const command of ["status", "pause plex-0"]) {
      const finished = plugin(`${command} -n media --kubectl ${kubectl.file}`, { TMPDIR: kubectl.temporary });
      assert.deepEqual([finished.code, finished.stdout], [2, ""]);
      assert.match(finished.stderr, /^kubectl mount-monitor: the cluster does not accept your credentials: .*\n$/);
      assert.deepEqual(readdirSync(kubectl.temporary), []);
    }
  });

  it("goes by the clock of the cluster in all that is about time, whatever ours says", () => {
    const cluster = {
      "/version": { gitVersion: "v1.36.3" },
      "/api/v1/namespaces/media": { kind: "Namespace" },
      "/api/v1/namespaces/media/pods/plex-0": livePod("plex-0"),
    };
    const inThe = (year: number) =>
      serving(`
  response.setHeader("date", new Date("${year}-06-01T12:00:00Z").toUTCString());
  const found = ${JSON.stringify(cluster)}[request.url];
  response.writeHead(found ? 200 : 404); response.end(JSON.stringify(found ?? {}));
`);
    const pause = (year: number, until: string) => {
      using kubectl = makeStandInKubectl(inThe(year));
      return plugin(`pause -n media plex-0 --dry-run=client --until ${until} --kubectl ${kubectl.file}`);
    };
    assert.deepEqual(pause(2001, "2001-06-01T14:00:00Z"), {
      code: 0,
      stdout: "pod media/plex-0 would be paused until 2001-06-01 14:00 UTC, for 2h (client dry run)\n",
      stderr: "",
    });
    assert.deepEqual(pause(2101, "2101-06-01T10:00:00Z"), {
      code: 2,
      stdout: "",
      stderr: 'kubectl mount-monitor: --until is "2101-06-01T10:00:00Z", which is over: it is 2101-06-01 12:00 UTC\n',
    });
  });

  it("takes the namespace of kubectl's context, and what was said about which", () => {
    using kubectl = makeStandInKubectl(`
if (args[0] === "config") {
  if (args.join(" ") !== "config view --minify --output=json --kubeconfig=k --context=c") process.exit(1);
  console.log(JSON.stringify({ contexts: [{ context: { namespace: "films" } }] }));
} else {${serving(`
  const found = { "/version": { gitVersion: "v1.36.3" }, "/api/v1/namespaces/films": { kind: "Namespace" } }[request.url];
  response.writeHead(200); response.end(JSON.stringify(found ?? { items: [] }));
`)}}`);
    const finished = plugin(`status --kubectl ${kubectl.file} --kubeconfig k --context c`);
    assert.deepEqual(finished, {
      code: 0,
      stdout: "",
      stderr: "No pods with gate and monitor found in namespace films; -A shows those of all namespaces.\n",
    });
  });
});

describe("the package for laptops", () => {
  const place = path.join(path.dirname(bundle()), "npm");

  it("is the program under both names, and nothing that would be installed beside it", () => {
    const manifest = JSON.parse(readFileSync(path.join(place, "package.json"), "utf8"));
    const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../package.json"), "utf8"));
    assert.equal(manifest.version, version);
    assert.deepEqual(manifest.bin, {
      "mount-monitor-webhook": "mount-monitor-webhook.cjs",
      "kubectl-mount_monitor": "kubectl-mount_monitor.cjs",
    });
    assert.deepEqual(
      Object.keys(manifest).filter((key) => /dependencies|scripts/i.test(key)),
      [],
    );
    assert.deepEqual(readFileSync(path.join(place, "mount-monitor-webhook.cjs")), readFileSync(bundle()));
  });

  it("goes by the name of the file that was started, however that was put there", () => {
    const copy = path.join(folder, "kubectl-mount_monitor.js");
    copyFileSync(bundle(), copy);
    for (const [file, name] of [
      [path.join(place, "kubectl-mount_monitor.cjs"), "kubectl mount-monitor"],
      [path.join(place, "mount-monitor-webhook.cjs"), "mount-monitor-webhook"],
      [copy, "kubectl mount-monitor"],
    ] as const)
      assert.match(run(["--help"], { link: file }).stdout, new RegExp(`^Usage: ${name} \\[command\\]`, "m"));
  });

  it("can be started as it is", () =>
    assert.match(
      execFileSync(link, ["version"], { encoding: "utf8", env: { PATH: process.env["PATH"] } }),
      /^kubectl mount-monitor \S+ \(\S+\)\n$/,
    ));
});
