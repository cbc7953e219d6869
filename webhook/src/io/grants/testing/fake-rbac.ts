import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { type ApiConnection, socketConnection } from "@mount-monitor/kube";

interface Stored {
  readonly metadata: { readonly uid: string; readonly resourceVersion: string; readonly name: string };
}

/** The part of an API server that keeps Roles and RoleBindings, as far as writing grants goes. */
export interface FakeRbac {
  readonly connection: ApiConnection;
  /** By path. */
  readonly objects: Map<string, Stored & Record<string, unknown>>;
  /** `POST /apis/…/roles` */
  readonly calls: string[];
  /** Answers with this status instead, where the path contains the text. */
  refuse: { readonly path: string; readonly status: number; readonly message: string } | undefined;
  /** What `SubjectAccessReview`s say, by `verb resource`. */
  readonly allowed: Set<string>;
  put(path: string, object: object): void;
  close(): Promise<void>;
}

export async function startFakeRbac(): Promise<FakeRbac> {
  const folder = mkdtempSync(path.join(tmpdir(), "mount-monitor-fake-rbac-"));
  const socketPath = path.join(folder, "socket");
  const objects: FakeRbac["objects"] = new Map();
  const calls: string[] = [];
  const allowed = new Set<string>();
  let versions = 0;
  const put = (at: string, object: object): object => {
    const { uid = `u${versions + 1}`, ...rest }: Partial<Stored["metadata"]> = (object as Stored).metadata;
    const metadata = { ...rest, uid, resourceVersion: String(++versions) } as Stored["metadata"];
    const stored = { ...object, metadata };
    objects.set(at, stored);
    return stored;
  };
  const answer = (method: string, at: string, body: Stored & Record<string, unknown>): [number, object] => {
    const { refuse } = fake;
    if (refuse !== undefined && at.includes(refuse.path)) return [refuse.status, { message: refuse.message }];
    if (at.endsWith("/subjectaccessreviews")) {
      const { verb, resource, subresource } = (body["spec"] as { resourceAttributes: Record<string, string> })
        .resourceAttributes;
      const what = `${verb} ${resource}${subresource === undefined ? "" : `/${subresource}`}`;
      return [201, { status: { allowed: allowed.has(what) } }];
    }
    const found = objects.get(method === "POST" ? `${at}/${body.metadata.name}` : at);
    if (method === "POST") {
      if (found) return [409, { reason: "AlreadyExists", message: "it is there" }];
      return [201, put(`${at}/${body.metadata.name}`, body)];
    }
    if (found === undefined) return [404, { reason: "NotFound", message: "it is not there" }];
    if (method === "GET") return [200, found];
    const { uid, resourceVersion } = method === "PUT" ? body.metadata : (body["preconditions"] as Stored["metadata"]);
    if (uid !== found.metadata.uid || resourceVersion !== found.metadata.resourceVersion)
      return [409, { reason: "Conflict", message: "it has changed" }];
    if (method === "PUT") return [200, put(at, body)];
    objects.delete(at);
    return [200, { status: "Success" }];
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      calls.push(`${request.method} ${request.url}`);
      const [status, document] = answer(request.method ?? "", request.url ?? "", body);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(document));
    });
  });
  await once(server.listen(socketPath), "listening");
  const fake: FakeRbac = {
    connection: socketConnection(socketPath),
    objects,
    calls,
    refuse: undefined,
    allowed,
    put: (at, object) => void put(at, object),
    async close() {
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return fake;
}

async function bodyOf(request: IncomingMessage) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
}
