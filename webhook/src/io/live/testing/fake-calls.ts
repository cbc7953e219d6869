import { known } from "../../../core/live/known.ts";
import type { CallAnswer, ClusterCalls } from "../cluster-calls.ts";

export interface FakeCall {
  readonly method: string;
  readonly path: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- bodies of requests, in tests alone
  readonly body: any;
}

/** A cluster of which `answer` says what it answers; what was asked is kept. For tests. */
export function fakeCalls(answer: (call: FakeCall) => readonly [status: number, document: unknown]): {
  readonly calls: ClusterCalls;
  readonly asked: readonly FakeCall[];
} {
  const asked: FakeCall[] = [];
  const call: ClusterCalls["call"] = async (method, path, body) => {
    const one = { method, path, body };
    asked.push(one);
    const [status, document] = answer(one);
    return known<CallAnswer>({ status, document, body: JSON.stringify(document), serverMs: undefined });
  };
  const unused = () => Promise.reject(new Error("the test does not read objects"));
  return { asked, calls: { call, get: unused, list: unused } };
}
