/** The peer of the benchmark: node:https alone, which reads a body and answers with bytes that it was given. */
import { readFileSync } from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";

const [certFile = "", keyFile = "", answerFile = ""] = process.argv.slice(2);
const answer = readFileSync(answerFile);

const server = https.createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    Buffer.concat(chunks);
    response.writeHead(200, { "content-type": "application/json; charset=utf-8", "content-length": answer.length });
    response.end(answer);
  });
});
server.keepAliveTimeout = 100_000;
server.listen(0, () => console.log((server.address() as AddressInfo).port));
