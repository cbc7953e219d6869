/** A peer of the benches, as small as one can be: it `patches` what asks for it, or `allows` everything as it is. */
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { RawPod } from "../../../webhook/src/core/raw-object.ts";
import { readSurroundings } from "../../bench/peers/surroundings.ts";

const around = readSurroundings(process.env);
const patches = process.argv[2] === "patches";
const volume = { op: "add", path: "/spec/volumes/-", value: { name: "added", emptyDir: {} } };

const pair = { cert: readFileSync(around.certFile), key: readFileSync(around.keyFile) };
createServer(pair, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const review = JSON.parse(Buffer.concat(chunks).toString("utf8")) as {
      readonly request: { readonly uid: string; readonly object: RawPod };
    };
    const { uid, object } = review.request;
    const asked = object.metadata?.labels?.["inject"] === "yes";
    const patch = Buffer.from(JSON.stringify([volume])).toString("base64");
    const answer = { uid, allowed: true, ...(patches && asked ? { patchType: "JSONPatch", patch } : {}) };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", response: answer }));
  });
}).listen(around.port, "127.0.0.1", () => {
  console.log(JSON.stringify({ name: "other 1.0", path: "/", labels: { inject: "yes" } }));
});
process.once("SIGTERM", () => process.exit());
