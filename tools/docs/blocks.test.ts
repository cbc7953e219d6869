/** Every code block of every page. What takes a server goes on in `test/control-plane/docs.test.ts`. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { wrongBlock } from "./check-block.ts";
import { pages } from "./pages.ts";

describe("code blocks", () => {
  for (const [file, { blocks }] of pages) {
    for (const block of blocks)
      it(`${file}:${block.line} (${block.language || "no language"})`, () => {
        assert.deepEqual(wrongBlock(block), []);
        if (block.language !== "sh") return;
        const { status, stderr } = spawnSync("bash", ["-n"], { input: block.text, encoding: "utf8" });
        assert.deepEqual([status, stderr], [0, ""]);
      });
  }
});

describe("a code block is found out", () => {
  const table: ReadonlyArray<readonly [language: string, text: string, wrong: RegExp]> = [
    ["", "make test", /it has no language/],
    ["toml", "a = 1", /no check knows toml/],
    ["sh", "make tset", /there is no target tset/],
    ["sh", "mount-montor check", /no check knows the program mount-montor/],
    ["sh", "true && mount-monitor chekc", /chekc/],
    ["sh", "mount-monitor check --confg x", /did you mean --config\?/],
    ["sh", "mount-monitor check now", /check takes no now/],
    ["sh", "kubectl mount-monitor serve", /serve/],
    ["sh", "kubectl mount-monitor pause deploymnt/plex", /deploymnt/],
    ["sh", "kubectl mount-monitor pause plex-0 --for ever", /--for is "ever"/],
    ["sh", "kubectl -n media annotate deployment plex mount-monitor.io/pahts=/mnt", /there is no annotation .*pahts/],
    ["sh", "kubectl annotate deployment/plex mount-monitor.io/mode=watch", /mount-monitor.io\/mode is "watch"/],
    ["sh", "kubectl annotate ns media mount-monitor.io/image=x", /does not count on a namespace/],
    ["sh", "kubectl annotate pod plex-0 mount-monitor.io/mode=observe", /changes nothing on a pod that runs/],
    ["sh", "kubectl annotate pod plex-0 mount-monitor.io/status=x", /is written by our programs/],
    ["sh", "kubectl annotate deployment plex mount-monitor.io/paths", /neither sets nor removes/],
    ["sh", "helm install a helm/mount-monitor --set replica=1", /--set replica=1: .*additional properties/],
    ["sh", "helm install a helm/mount-monitor --set defaults.mode=watch", /--set defaults.mode=watch: /],
    ["sh", "helm install a helm/mount-monitr", /there is no helm\/mount-monitr/],
    ["sh", "echo 'it", /a quote has no end/],
    ["sh", "echo 1 > /sys/<minor>/abort", /a shell takes <minor> for a redirection/],
    ["text", "$ kubectl mount-monitor stauts\nnothing", /stauts/],
    ["json", "{,}", /SyntaxError/],
    ["json", '{"mounts":[{"path":"/mnt"}],"watchdgo":{}}', /watchdgo/],
    ["yaml", "# values.yaml\nreplica: 1", /additional properties/],
    ["yaml", "mount-monitor.io/mode: watch", /mount-monitor.io\/mode is "watch"/],
    ["yaml", "mount-monitor.io/force: true", /is no text/],
    ["yaml", "imge: x", /imge/],
    ["yaml", "a: [", /\S/],
    ["yaml", pod("/mnt/boks"), /lies on no volumeMount .*\(path-not-mounted\)/],
    ["yaml", pod("/mnt/books", "mount-monitor.io/restrat: evict"), /\(unknown-annotation\)/],
  ];
  for (const [language, text, wrong] of table)
    it(`${language || "no language"}: ${text.split("\n")[0]}`, () => {
      const found = wrongBlock({ language, text, line: 1 });
      assert.match(found.join("\n"), wrong);
    });
});

function pod(paths: string, more = ""): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: plex
  annotations:
    mount-monitor.io/paths: ${paths}
    ${more}
spec:
  containers:
    - name: plex
      image: plex
      volumeMounts:
        - name: books
          mountPath: /mnt/books
  volumes:
    - name: books
      emptyDir: {}
`;
}
