/**
 * What the chart installs, in files as Helm renders them: `chart/<case>.values.yaml` goes in, `chart/<case>.yaml` comes
 * out. `UPDATE_GOLDEN=1` writes them anew; read the difference before committing it.
 */
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { parse, parseAllDocuments, stringify } from "yaml";
import { clusterRole, clusterRoleBinding } from "../../webhook/src/core/install/cluster-role.ts";
import { DEFAULT_NAMES } from "../../webhook/src/core/install/install-names.ts";
import { ownAccountBinding, ownAccountPolicy } from "../../webhook/src/core/install/own-account-policy.ts";
import { role, roleBinding } from "../../webhook/src/core/install/own-role.ts";
import { restartSelfBinding, restartSelfPolicy } from "../../webhook/src/core/install/restart-self-policy.ts";
import { webhookConfiguration } from "../../webhook/src/core/install/webhook-configuration.ts";
import { decodeWebhookConfig } from "../../webhook/src/io/config/decode-config.ts";
import { missingControlPlane } from "./support/assets.ts";
import { type ControlPlane, startControlPlane } from "./support/control-plane.ts";
import { CHART, HELMS, missingHelm, runHelm } from "./support/helm.ts";
import { kubectlFor, missingKubectl } from "./support/kubectl.ts";

const FOLDER = path.join(import.meta.dirname, "chart");
const VALUES = ".values.yaml";
const CASES = readdirSync(FOLDER)
  .filter((file) => file.endsWith(VALUES))
  .map((file) => file.slice(0, -VALUES.length));
const [HELM = "helm"] = HELMS;
const skip = missingHelm() ?? missingControlPlane() ?? missingKubectl() ?? false;

interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: object };
  readonly data?: Readonly<Record<string, string>>;
}

describe("the chart", { skip, timeout: 300_000 }, () => {
  let plane: ControlPlane;
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-chart-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(async () => {
    plane = await startControlPlane();
    await plane.createNamespace("mount-monitor");
  });

  after(() => plane?.stop());

  for (const helm of HELMS) {
    it(`is what ${path.basename(helm)} calls well made, and says what to type next`, async () => {
      const lint = await runHelm(helm, ["lint", "--strict", CHART]);
      assert.equal(lint.code, 0, lint.stdout + lint.stderr);
      const said = await runHelm(helm, [
        "install",
        "mount-monitor",
        CHART,
        "--namespace=mount-monitor",
        "--dry-run=client",
        `--kubeconfig=${plane.kubeconfig}`,
      ]);
      assert.equal(said.code, 0, said.stderr);
      assert.match(said.stdout, /kubectl annotate deployment NAME mount-monitor\.io\/paths=/);
    });
  }

  for (const name of CASES) {
    describe(name, () => {
      let text = "";
      let objects: readonly Rendered[] = [];

      before(async () => {
        const results = await Promise.all(HELMS.map((helm) => runHelm(helm, template("-f", valuesOf(name)))));
        for (const { stderr } of results) assert.equal(stderr, "");
        text = canonical(results[0]?.stdout ?? "");
        const others = results.map(({ stdout }) => canonical(stdout));
        assert.deepEqual(new Set(others), new Set([text]), "each Helm renders the same");
        objects = parseAllDocuments(text).map((document) => document.toJS() as Rendered);
      });

      it("is rendered as it was agreed on", () => {
        const file = path.join(FOLDER, `${name}.yaml`);
        if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
        assert.ok(existsSync(file), `${file} is missing; run with UPDATE_GOLDEN=1 and read it`);
        assert.equal(text, readFileSync(file, "utf8"), `${file}: run with UPDATE_GOLDEN=1 and read the difference`);
      });

      it("is accepted by the server, without a warning", async () => {
        // Others have kinds of their own, which this server does not know.
        const foreign = ["cert-manager.io/", "monitoring.coreos.com/"];
        const items = objects.filter(({ apiVersion }) => !foreign.some((group) => apiVersion.startsWith(group)));
        const list = { apiVersion: "v1", kind: "List", items };
        const said = await kubectlFor(plane)(["create", "--dry-run=server", "--validate=strict", "-f", "-"], list);
        assert.deepEqual(
          { code: said.code, warnings: said.warnings, errors: said.errors },
          { code: 0, warnings: [], errors: "" },
        );
        assert.equal(said.stdout.trim().split("\n").length, items.length);
      });

      it("has a configuration that the program takes", () => {
        const config = objects.find(({ data }) => data?.["config.yaml"] !== undefined)?.data?.["config.yaml"] ?? "";
        const decoded = decodeWebhookConfig(parse(config), "0.0.0");
        assert.ok(decoded.ok, JSON.stringify(decoded));
      });
    });
  }

  it("installs what the programs and the doctor go by", async () => {
    const { stdout } = await runHelm(HELM, template());
    const objects = parseAllDocuments(stdout).map((document) => document.toJS() as Rendered);
    const { namespace, service: name } = DEFAULT_NAMES;
    const service = { namespace, name, port: 443 };
    for (const expected of [
      ...[clusterRole, clusterRoleBinding, role, roleBinding, restartSelfPolicy, restartSelfBinding].map((make) =>
        make(DEFAULT_NAMES),
      ),
      ...[ownAccountPolicy, ownAccountBinding].map((make) => make(DEFAULT_NAMES)),
      webhookConfiguration(DEFAULT_NAMES, { service }),
    ] as readonly Rendered[]) {
      const found = objects.find(
        ({ kind, metadata }) => kind === expected.kind && metadata.name === expected.metadata.name,
      );
      assert.ok(found, `${expected.kind} is missing`);
      assert.deepEqual(withoutLabels(found), withoutLabels(JSON.parse(JSON.stringify(expected)) as Rendered));
    }
  });

  // `helm upgrade --reuse-values` takes the values of the chart before, and knows of no new default.
  const earlier: ReadonlyArray<readonly [what: string, values: object, sameAs: readonly string[]]> = [
    ["values of before there were metrics", { metrics: null }, []],
    ["a part of them that is not there", { metrics: { rules: null, dashboard: null } }, []],
    [
      "what is switched on and has no other value",
      {
        metrics: {
          serviceMonitor: { enabled: true, labels: null, interval: null },
          podMonitor: { enabled: true, labels: null, interval: null },
          rules: { enabled: true, labels: null, runbookUrl: null },
          dashboard: { enabled: true, labels: null, annotations: null },
        },
      },
      ["serviceMonitor", "podMonitor", "rules", "dashboard"].flatMap((part) => [
        "--set",
        `metrics.${part}.enabled=true`,
      ]),
    ],
  ];
  for (const [what, values, sameAs] of earlier) {
    it(`makes the same of ${what}`, async () => {
      const file = path.join(folder, "values.json");
      writeFileSync(file, JSON.stringify(values));
      for (const helm of HELMS) {
        const [found, expected] = await Promise.all(
          [["-f", file], sameAs].map((args) => runHelm(helm, template(...args))),
        );
        assert.deepEqual([found?.code, found?.stderr], [0, ""]);
        assert.equal(canonical(found?.stdout ?? ""), canonical(expected?.stdout ?? ""));
      }
    });
  }

  it("is upgraded with the values of a release of before there were metrics", async () => {
    for (const helm of HELMS) {
      const older = olderChart(path.join(folder, path.basename(path.dirname(helm)) + path.basename(helm)));
      const place = ["--namespace=mount-monitor", `--kubeconfig=${plane.kubeconfig}`];
      const run = async (...args: readonly string[]) => {
        const { code, stdout, stderr } = await runHelm(helm, [...args, ...place]);
        assert.equal(code, 0, stderr);
        return stdout;
      };
      await run("install", "mount-monitor", older);
      const said = await run("upgrade", "mount-monitor", CHART, "--reuse-values", "--set", "failurePolicy=Ignore");
      assert.match(said, /failurePolicy is Ignore/);
      await run("uninstall", "mount-monitor");
    }
  });

  const refused: ReadonlyArray<readonly [what: string, sets: readonly string[], said: RegExp]> = [
    ["a key that there is not", ["replica=3"], /replica/],
    [
      "a mode of certificates that there is not",
      ["certificates.mode=selfsigned"],
      /certificates.*mode.*'?cert-manager/s,
    ],
    ["an annotation that there is not, as a default", ["defaults.pahts=/mnt"], /pahts/],
    ["a default that cannot be", ["defaults.mode=observed"], /observe/],
    ["an interval that is none", ["metrics.podMonitor.interval=often"], /interval/],
    ["no replicas", ["replicas=0"], /replicas/],
    ["too long a wait", ["timeoutSeconds=31"], /timeoutSeconds/],
    [
      "certificates of one's own that are not named",
      ["certificates.mode=provided"],
      /certificates.provided.secretName is empty/,
    ],
  ];
  for (const [what, sets, said] of refused) {
    it(`refuses ${what}, and says so`, async () => {
      for (const helm of HELMS) {
        const { code, stderr } = await runHelm(helm, template(...sets.flatMap((set) => ["--set", set])));
        assert.notEqual(code, 0);
        assert.match(stderr, said);
      }
    });
  }
});

function template(...args: readonly string[]): readonly string[] {
  // A Helm that was built without its release's flags takes a version of long ago for granted.
  return ["template", "mount-monitor", CHART, "--namespace", "mount-monitor", "--kube-version=1.36.0", ...args];
}

/** The chart without what came to it later. */
function olderChart(folder: string): string {
  cpSync(CHART, folder, { recursive: true });
  for (const name of ["servicemonitor", "podmonitor", "prometheusrule", "dashboard"])
    rmSync(path.join(folder, "templates", `${name}.yaml`));
  const file = path.join(folder, "values.yaml");
  const { metrics: _, ...values } = parse(readFileSync(file, "utf8")) as Readonly<Record<string, unknown>>;
  writeFileSync(file, stringify(values));
  return folder;
}

/** Without comments, and in an order that all versions of Helm agree on. */
function canonical(text: string): string {
  const objects = parseAllDocuments(text).map((document) => document.toJS() as Rendered);
  const sorted = objects.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return sorted.map((object) => stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })).join("---\n");
}

function nameOf({ kind, metadata }: Rendered): string {
  return `${kind} ${metadata.name}`;
}

function valuesOf(name: string): string {
  return path.join(FOLDER, `${name}${VALUES}`);
}

/** They are Helm's, and of no meaning to the programs. */
function withoutLabels({ metadata, ...rest }: Rendered): object {
  const { labels: _, ...others } = metadata;
  return { ...rest, metadata: others };
}
