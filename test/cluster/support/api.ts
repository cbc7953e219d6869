import { type ApiConnection, type ApiMethod, type ApiObject, callApi, socketConnection } from "@mount-monitor/kube";
import { proxySocket } from "./state.ts";

export interface ApiReply {
  readonly status: number;
  readonly text: string;
}

const DEADLINE_MS = 30_000;

/** By way of the proxy that the set-up has started. */
export function apiConnection(): ApiConnection {
  return socketConnection(proxySocket());
}

export async function callServer(
  method: ApiMethod,
  path: string,
  body?: unknown,
  contentType = method === "PATCH" ? "application/merge-patch+json" : "application/json",
): Promise<ApiReply> {
  const answer = await callApi(apiConnection(), {
    method,
    path,
    deadlineMs: DEADLINE_MS,
    ...(body === undefined ? {} : { body, contentType }),
  });
  return { status: answer.status, text: answer.body };
}

/** The object that comes back; rejects with what the server said when that is no success. */
export async function expectServer<T = ApiObject>(method: ApiMethod, path: string, body?: unknown): Promise<T> {
  const { status, text } = await callServer(method, path, body);
  if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`);
  return JSON.parse(text) as T;
}

/** Undefined for what is not there. */
export async function find<T = ApiObject>(path: string): Promise<T | undefined> {
  const { status, text } = await callServer("GET", path);
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
  return JSON.parse(text) as T;
}

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
}

/** Of objects in namespaces whose plural is regular, which is all that tests make. */
export function pathOf(namespace: string, { apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${group}/namespaces/${namespace}/${kind.toLowerCase()}s`;
}
