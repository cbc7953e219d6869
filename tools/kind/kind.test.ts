/** The scripts for kind, with stand-ins for every program that they call: what is called, in which order, and what is said. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { type Machine, openMachine } from "./support/stand-ins.ts";

const KUBECONFIG = "kind get kubeconfig --name mount-monitor";
const SELECTOR = "--namespace mount-monitor --selector app.kubernetes.io/instance=mount-monitor";
const IMAGES = ["image", "sidecar.image"].map((key) => {
  const repository = `localhost/mount-monitor/${key === "image" ? "webhook" : "sidecar"}`;
  return `--set ${key}.repository=${repository},${key}.tag=kind,${key}.pullPolicy=Never`;
});
const DEPLOY = [
  KUBECONFIG,
  ...["webhook", "sidecar"].map(
    (name) => `docker exec mount-monitor-control-plane crictl inspecti localhost/mount-monitor/${name}:kind`,
  ),
  `helm upgrade mount-monitor ROOT/helm/mount-monitor --install --namespace mount-monitor --create-namespace --wait --timeout 5m ${IMAGES.join(" ")}`,
];
const LOAD = [
  KUBECONFIG,
  "npm run --silent images CONTAINER_TOOL=docker IMAGE_ARCHIVES=FOLDER/tmp/TMP IMAGE_PREFIX=localhost/mount-monitor VERSION=kind ",
  "kind load image-archive --name mount-monitor FOLDER/tmp/TMP/sidecar.tar",
  "kind load image-archive --name mount-monitor FOLDER/tmp/TMP/webhook.tar",
];

describe("what the scripts for kind call", () => {
  const cases: ReadonlyArray<{
    readonly script: string;
    readonly args?: readonly string[];
    readonly machine?: Machine;
    readonly calls: readonly string[];
  }> = [
    { script: "load.sh", calls: LOAD },
    { script: "deploy.sh", calls: DEPLOY },
    {
      script: "redeploy.sh",
      calls: [
        ...LOAD,
        ...DEPLOY,
        KUBECONFIG,
        `kubectl rollout restart deployment ${SELECTOR}`,
        `kubectl rollout status deployment ${SELECTOR} --timeout 5m`,
      ],
    },
    {
      script: "status.sh",
      machine: { deployed: true },
      calls: [
        KUBECONFIG,
        "kubectl get nodes --output wide",
        "helm list --namespace mount-monitor --filter ^mount-monitor$",
        `kubectl get pods ${SELECTOR} --output wide`,
        "kubectl get pods --all-namespaces --selector mount-monitor.io/injected=true",
      ],
    },
    {
      script: "logs.sh",
      machine: { deployed: true, env: { TAIL: "7" } },
      calls: [
        KUBECONFIG,
        `kubectl logs ${SELECTOR} --all-containers --prefix --tail 7`,
        "kubectl get pods --all-namespaces --selector mount-monitor.io/injected=true --no-headers --output custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name",
        "kubectl logs --namespace media plex-0 --container mount-monitor --prefix --tail 7",
        "kubectl get events --all-namespaces --field-selector reportingComponent=mount-monitor",
      ],
    },
    {
      script: "undeploy.sh",
      calls: [KUBECONFIG, "helm uninstall mount-monitor --namespace mount-monitor --ignore-not-found --wait"],
    },
    {
      script: "api-server.sh",
      args: ["stop"],
      calls: [
        "docker exec mount-monitor-control-plane sh -c cd /etc/kubernetes && if [ -e manifests/kube-apiserver.yaml ]; then mv manifests/kube-apiserver.yaml kube-apiserver.yaml; fi",
      ],
    },
    {
      script: "api-server.sh",
      args: ["start"],
      calls: [
        "docker exec mount-monitor-control-plane sh -c cd /etc/kubernetes && if [ -e kube-apiserver.yaml ]; then mv kube-apiserver.yaml manifests/kube-apiserver.yaml; fi",
      ],
    },
    {
      script: "delete.sh",
      calls: ["kind delete cluster --name mount-monitor --kubeconfig FOLDER/tmp/TMP"],
    },
  ];
  for (const { script, args = [], machine, calls } of cases) {
    it([script, ...args].join(" "), (t) => {
      const opened = openMachine(t, machine);
      const outcome = opened.run(script, ...args);
      assert.deepEqual([outcome.code, outcome.error], [0, ""]);
      assert.deepEqual(outcome.calls, calls);
      assert.equal(opened.left(), "", "a kubeconfig or an archive is left");
    });
  }

  it("test.sh: the tests of make test-cluster, told of node, mounts and API server", (t) => {
    const machine = openMachine(t);
    mkdirSync(machine.mounts);
    const { code, calls, error } = machine.run("test.sh");
    assert.deepEqual([code, error], [0, ""]);
    const settings = [
      "CONTAINER_TOOL=docker",
      "MOUNT_MONITOR_TEST_API_SERVER='ROOT/tools/kind/api-server.sh'",
      "MOUNT_MONITOR_TEST_LOAD=kind load image-archive --name mount-monitor",
      "MOUNT_MONITOR_TEST_MOUNTS=FOLDER/mounts",
      "MOUNT_MONITOR_TEST_NODE=docker restart mount-monitor-control-plane",
    ];
    assert.deepEqual(calls, [KUBECONFIG, `npm run --silent test:cluster -- ${settings.join(" ")} `]);
  });

  it("create.sh: a node whose mounts are those of the machine", (t) => {
    const machine = openMachine(t, { clusters: ["other"], env: { KIND_NODE_IMAGE: "kindest/node:v1.36.0" } });
    const { code, calls, config, error } = machine.run("create.sh");
    assert.deepEqual([code, error], [0, ""]);
    assert.deepEqual(calls, [
      "kind create cluster --name mount-monitor --kubeconfig FOLDER/tmp/TMP --wait 180s --config - --image kindest/node:v1.36.0",
    ]);
    const mount = { hostPath: "FOLDER/mounts", containerPath: "FOLDER/mounts", propagation: "Bidirectional" };
    assert.deepEqual(parse(config), {
      kind: "Cluster",
      apiVersion: "kind.x-k8s.io/v1alpha4",
      nodes: [{ role: "control-plane", extraMounts: [mount] }],
    });
    assert.ok(existsSync(machine.mounts));
  });

  it("by the names that were given", (t) => {
    const env = { KIND_CLUSTER_NAME: "mine", KIND_NAMESPACE: "elsewhere", CONTAINER_TOOL: "podman" };
    const machine = openMachine(t, { clusters: ["mine"], env });
    const { calls } = machine.run("undeploy.sh");
    assert.deepEqual(calls, [
      "kind get kubeconfig --name mine",
      "helm uninstall mount-monitor --namespace elsewhere --ignore-not-found --wait",
    ]);
    assert.match(machine.run("load.sh").calls[1] ?? "", /CONTAINER_TOOL=podman .*KIND_EXPERIMENTAL_PROVIDER=podman/);
    assert.equal(machine.run("deploy.sh").calls[1]?.split(" ")[0], "podman");
  });
});

describe("what they say", () => {
  const cases: ReadonlyArray<{
    readonly what: string;
    readonly script: string;
    readonly machine: Machine;
    readonly error: RegExp;
  }> = [
    {
      what: "without kind",
      script: "create.sh",
      machine: { without: ["kind"] },
      error:
        /^failed to create the cluster: there is no kind on the PATH; with Go: .*go-tool\.sh kind.*kind\.sigs\.k8s\.io/,
    },
    {
      what: "without helm",
      script: "deploy.sh",
      machine: { without: ["helm"] },
      error: /^failed to deploy: there is no helm on the PATH; .*helm\.sh/,
    },
    {
      what: "without kubectl",
      script: "status.sh",
      machine: { without: ["kubectl"] },
      error: /^failed to say how it is: there is no kubectl on the PATH; https:/,
    },
    {
      what: "without docker and podman",
      script: "load.sh",
      machine: { without: ["docker", "podman"] },
      error: /^failed to load the images: there is neither docker nor podman on the PATH; install one of them$/,
    },
    {
      what: "with a container tool that is not there",
      script: "load.sh",
      machine: { without: ["podman"], env: { CONTAINER_TOOL: "podman" } },
      error: /: there is no podman on the PATH; install it, or name another in CONTAINER_TOOL$/,
    },
    {
      what: "with a container tool that kind does not know",
      script: "load.sh",
      machine: { env: { CONTAINER_TOOL: "buildah" } },
      error: /: CONTAINER_TOOL is buildah, but kind needs docker or podman$/,
    },
    {
      what: "with a docker that does not answer",
      script: "create.sh",
      machine: { answers: false },
      error: /: docker does not answer; start it, or see to it that you may use it: docker info says why$/,
    },
    ...["load.sh", "deploy.sh", "test.sh", "status.sh", "logs.sh", "redeploy.sh", "undeploy.sh"].map((script) => ({
      what: `without a cluster, ${script}`,
      script,
      // The name of another that begins the same.
      machine: { clusters: ["mount-monitor-2"] },
      error: /: there is no cluster mount-monitor; do: make kind-create$/,
    })),
    {
      what: "without images in the node",
      script: "deploy.sh",
      machine: { loaded: false },
      error: /: the node has no image localhost\/mount-monitor\/webhook:kind; do: make kind-load$/,
    },
    {
      what: "without mount-monitor in the cluster",
      script: "logs.sh",
      machine: { deployed: false },
      error: /: mount-monitor is not deployed in namespace mount-monitor; do: make kind-deploy$/,
    },
    {
      what: "when tests would meet another mount-monitor",
      script: "test.sh",
      machine: { deployed: true },
      error: /: mount-monitor is deployed .*; do: make kind-undeploy$/,
    },
    {
      what: "when tests are not run as root",
      script: "test.sh",
      machine: { uid: 1000 },
      error:
        /needs root; do: sudo env "PATH=\$PATH" make kind-test CONTAINER_TOOL=docker KIND_CLUSTER_NAME=mount-monitor .* KIND_MOUNTS=FOLDER\/mounts$/,
    },
    {
      what: "when the folder of the mounts is gone",
      script: "test.sh",
      machine: {},
      error: /: there is no FOLDER\/mounts, which the node was made with; do: make kind-delete kind-create$/,
    },
    {
      what: "where mounts do not reach the node",
      script: "create.sh",
      machine: { clusters: [], propagation: "private" },
      error: /would not reach the node, since they are private here; do: sudo mount --make-rshared \/$/,
    },
    {
      what: "about a name that a shell would take apart",
      script: "test.sh",
      machine: { env: { KIND_CLUSTER_NAME: "a; b" } },
      error: /: KIND_CLUSTER_NAME is a; b, but may have lower-case letters/,
    },
  ];
  for (const { what, script, machine, error } of cases) {
    it(what, (t) => {
      const opened = openMachine(t, machine);
      const outcome = opened.run(script);
      assert.equal(outcome.code, 1);
      assert.match(outcome.error.trim(), error);
      const changes = outcome.calls.filter((call) => !/^kind get|crictl inspecti/.test(call));
      assert.deepEqual(changes, [], "it has done something all the same");
      assert.equal(opened.left(), "");
    });
  }

  it("about an API server that is to do neither", (t) => {
    const { code, error } = openMachine(t).run("api-server.sh");
    assert.deepEqual([code, error], [2, "failed to do anything to the API server: say stop or start\n"]);
  });

  it("that a cluster is there already", (t) => {
    const { code, said, calls } = openMachine(t).run("create.sh");
    assert.deepEqual([code, said, calls], [0, "cluster mount-monitor is there already\n", []]);
  });

  it("that the folder of the mounts stays, with what is in it", (t) => {
    const machine = openMachine(t);
    mkdirSync(machine.mounts);
    const film = path.join(machine.mounts, "film");
    writeFileSync(film, "");
    const { code, said } = machine.run("delete.sh");
    assert.equal(code, 0);
    assert.match(said, /^FOLDER\/mounts stays, since something is in it; .* --one-file-system FOLDER\/mounts$/m);
    assert.ok(existsSync(film));
  });

  it("which targets and variables there are", (t) => {
    const { code, said } = openMachine(t, { without: ["kind", "docker"] }).run("help.sh");
    assert.equal(code, 0);
    for (const name of [
      "create",
      "load",
      "deploy",
      "test",
      "logs",
      "status",
      "redeploy",
      "undeploy",
      "delete",
      "help",
    ]) {
      assert.match(said, new RegExp(`^  kind-${name} +\\S`, "m"));
    }
    for (const name of ["CONTAINER_TOOL", "KIND_CLUSTER_NAME", "KIND_NAMESPACE"]) assert.ok(said.includes(name), name);
  });
});
