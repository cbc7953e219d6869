import { createServer as createHttpServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";
import { freePort } from "../../../tools/free-ports.ts";
import { answerRequest, type RecordedRequest } from "./answer-request.ts";
import type { JsonObject } from "./api-request.ts";
import { makeCertificates } from "./certificates.ts";
import { type FailureOf, serveConnection } from "./connection.ts";
import { type FailurePlan, FailureQueue, type PodFailure } from "./failure.ts";
import { type Deletion, type HeldPod, HeldPods } from "./held-pods.ts";
import { createServiceAccount } from "./service-account.ts";
import { createWaiting } from "./waiting.ts";

export interface StandInSettings {
  readonly pods: readonly HeldPod[];
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
}

/** An API server for tests and for the demo: HTTPS on the loopback, in this process. */
export interface StandInApi {
  readonly host: string;
  readonly port: number;
  /** What Kubernetes would set for the program. */
  readonly env: { readonly KUBERNETES_SERVICE_HOST: string; readonly KUBERNETES_SERVICE_PORT: string };
  /** Folder with `token` and `ca.crt`, as it would be mounted. */
  readonly serviceAccountFolder: string;
  readonly tokenFile: string;
  readonly caFile: string;
  /** The token that is accepted now. */
  readonly token: string;
  /** Requests that could be read, in order. */
  readonly requests: readonly RecordedRequest[];
  /** Connections that were accepted, with or without a request. */
  readonly connections: number;
  /** Those of them that are not closed yet. */
  readonly openConnections: number;
  readonly deleted: readonly Deletion[];
  readonly events: readonly JsonObject[];
  /** Plans failures: a list is used up request by request, a single one holds until `fail("ok")`. */
  fail(plan: FailurePlan): Promise<void>;
  /** What becomes of deletions and evictions alone, dry runs excepted; holds until `failPods("ok")`. */
  failPods(plan: PodFailure): void;
  /** Accepts this token and no other from now on; the file follows, unless told not to. */
  setToken(token: string, options?: { readonly inFile?: boolean }): void;
  /** Replaces the pods, as when one is gone or came back with another UID. */
  setPods(pods: readonly HeldPod[]): void;
  /** Comes back once the predicate holds; rejects after the limit, and says what was seen. Default 60,000. */
  waitFor(predicate: (api: StandInApi) => boolean, limitMs?: number): Promise<void>;
  /** Ends every connection, and removes the files. */
  close(): Promise<void>;
}

export async function startStandInApi({ pods: initial, host = "127.0.0.1" }: StandInSettings): Promise<StandInApi> {
  const certificates = await makeCertificates(host);
  const pods = new HeldPods(initial);
  const failures = new FailureQueue();
  const failureOf: FailureOf = new WeakMap();
  const sockets = new Set<Socket>();
  const requests: RecordedRequest[] = [];
  const events: JsonObject[] = [];
  let connections = 0;
  let podFailure: PodFailure = "ok";

  const http = createHttpServer((request, response) => {
    const desk = { pods, events, account, record, podFailure };
    answerRequest(desk, failureOf.get(request.socket) ?? "ok", request, response).catch(() => response.destroy());
  });
  const listener = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => {
      sockets.delete(socket);
      waiting.check();
    });
    serveConnection(socket, failures.next(), certificates, http, failureOf);
    waiting.check();
  });
  const port = await listenSomewhere(listener, host);
  const account = createServiceAccount(certificates.ca);
  const record = (request: RecordedRequest): void => {
    requests.push(request);
    waiting.check();
  };

  const api: StandInApi = {
    host,
    port,
    env: { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: String(port) },
    serviceAccountFolder: account.folder,
    tokenFile: account.tokenFile,
    caFile: account.caFile,
    get token() {
      return account.token;
    },
    requests,
    get connections() {
      return connections;
    },
    get openConnections() {
      return sockets.size;
    },
    deleted: pods.deleted,
    events,
    fail: async (plan) => {
      if (plan === "refused") return unlisten(listener, sockets);
      failures.set(plan);
      if (!listener.listening) await listen(listener, host, port);
    },
    failPods: (plan) => {
      podFailure = plan;
    },
    setToken: (token, { inFile = true } = {}) => {
      account.token = token;
      if (inFile) account.writeToken(token);
    },
    setPods: (next) => pods.set(next),
    waitFor: (predicate, limitMs) => waiting.until(() => predicate(api), limitMs),
    close: async () => {
      waiting.end();
      await unlisten(listener, sockets);
      account.remove();
    },
  };
  const waiting = createWaiting(() => requests.map(({ method, path, status }) => `${method} ${path} -> ${status}`));
  return api;
}

/** Where it can come back to after it was away: nobody is given that port meanwhile. */
async function listenSomewhere(listener: Server, host: string): Promise<number> {
  for (;;) {
    const port = await freePort();
    try {
      await listen(listener, host, port);
      return port;
    } catch (error) {
      // Somebody was faster.
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
}

function listen(listener: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(port, host, () => {
      listener.removeListener("error", reject);
      resolve();
    });
  });
}

async function unlisten(listener: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = listener.listening && new Promise<void>((resolve) => listener.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  await closed;
}
