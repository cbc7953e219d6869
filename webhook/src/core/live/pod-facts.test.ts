import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { injectedPod, podOf, statusOf } from "../doctor/testing/example-picture.ts";
import { readPod } from "./pod-facts.ts";

describe("readPod", () => {
  it("leaves out pods that have nothing to do with us", () => {
    const metadata = { name: "a", namespace: "media" };
    assert.equal(readPod({ metadata, spec: { containers: [{ name: "app" }] } }), undefined);
    const annotations = { "mount-monitor.io/paths": " " };
    assert.equal(readPod({ metadata: { ...metadata, annotations } }), undefined);
  });

  it("tells what a pod carries by its containers, and one mark of the webhook at least", () => {
    const lost = { "mount-monitor.io/injected": "" };
    assert.equal(injectedPod("a").carries, true);
    assert.equal(injectedPod("a", { labels: lost }).carries, true);
    assert.equal(injectedPod("a", { labels: lost }).injected, undefined);
    assert.equal(injectedPod("a", { annotations: { "mount-monitor.io/status": "mine" } }).carries, true);
    const byHand = { labels: lost, annotations: { "mount-monitor.io/status": "" } };
    assert.equal(injectedPod("a", byHand).carries, false);
    const labelAlone = podOf("a", { labels: { "mount-monitor.io/injected": "true" } });
    assert.deepEqual([labelAlone.carries, labelAlone.injected], [false, undefined]);
    const robbed = podOf("a", { annotations: { "mount-monitor.io/status": statusOf(["injected"]) } });
    assert.equal(robbed.carries, false);
  });

  it("knows where its monitor answers", () => {
    assert.deepEqual(injectedPod("a").health, { port: 9847, prefix: "" });
    const nonce = injectedPod("a", {}, { httpPort: 21_000, probeNonce: "0ab" });
    assert.deepEqual(nonce.health, { port: 21_000, prefix: "/0ab" });
    assert.equal(injectedPod("a", {}, { probeNonce: "../x" }).health?.prefix, "");
    assert.equal(podOf("a").health, undefined);
  });

  it("calls the pods of a ReplicaSet those of its Deployment, where its name says so", () => {
    const owner = (name: string) => ({ ownerReferences: [{ kind: "ReplicaSet", name, controller: true }] });
    assert.deepEqual(podOf("a").workload, { kind: "Deployment", namespace: "media", name: "plex" });
    const other = { kind: "ReplicaSet", namespace: "media", name: "plex" };
    assert.deepEqual(podOf("a", { metadata: owner("plex") }).workload, other);
    const notController = { ownerReferences: [{ kind: "ReplicaSet", name: "plex-5d8f", controller: false }] };
    assert.equal(podOf("a", { metadata: notController }).workload, undefined);
  });
});
