import type { RecordedRequest } from "../stand-in-api/answer-request.ts";
import type { StandInApi } from "../stand-in-api/stand-in-api.ts";
import { LIMIT_MS } from "./until.ts";

/** Deletions and evictions that were meant: the program also tries at start whether it may. */
export function podRequests({ requests }: StandInApi): RecordedRequest[] {
  return requests.filter(({ path, body }) => path.includes("/pods/") && !JSON.stringify(body).includes('"dryRun"'));
}

export interface SeenEvent {
  readonly reason: string;
  readonly type: string;
  readonly message: string;
  readonly involvedObject: Readonly<Record<string, unknown>>;
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
}

export function events(api: StandInApi, reason?: string): SeenEvent[] {
  const all = api.events as unknown as SeenEvent[];
  return reason === undefined ? all : all.filter((event) => event.reason === reason);
}

export async function waitForEvent(api: StandInApi, reason: string, count = 1): Promise<SeenEvent> {
  await api.waitFor((api) => events(api, reason).length >= count, LIMIT_MS);
  return events(api, reason)[count - 1] as SeenEvent;
}

export async function waitForDeletion(api: StandInApi): Promise<void> {
  await api.waitFor(({ deleted }) => deleted.length > 0, LIMIT_MS);
}

export async function waitForPodRequests(api: StandInApi, count: number): Promise<RecordedRequest[]> {
  await api.waitFor((api) => podRequests(api).length >= count, LIMIT_MS);
  return podRequests(api);
}
