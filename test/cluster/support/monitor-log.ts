import { openRequest } from "@mount-monitor/kube";
import { until } from "../../control-plane/support/until.ts";
import { apiConnection } from "./api.ts";
import { MONITOR, type Pod } from "./objects.ts";
import type { TestCase } from "./test-case.ts";

export interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  readonly mount?: string;
  readonly fault?: string;
  readonly error?: string;
  readonly reason?: string;
}

/** What a container says while it runs, also when its pod is gone by now. */
export interface FollowedLog {
  lines(): readonly LogLine[];
  until(msg: string, limitMs: number): Promise<LogLine>;
}

export function followLog(t: TestCase, { metadata }: Pod, container: string = MONITOR): FollowedLog {
  const path = `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/log?container=${container}&follow=true`;
  const outgoing = openRequest(apiConnection(), { method: "GET", path, accept: "*/*" });
  let text = "";
  // It ends with its container, or with the test.
  outgoing.on("error", () => {});
  outgoing.on("response", (response) => {
    response.on("error", () => {});
    response.setEncoding("utf8").on("data", (part: string) => (text += part));
  });
  t.after(() => void outgoing.destroy());
  const lines = () => parseLines(text);
  return {
    lines,
    until: (msg, limitMs) =>
      until(
        `"${msg}" in the log of ${container}`,
        limitMs,
        () => lines().find((line) => line.msg === msg),
        () => text,
      ),
  };
}

/** When it was said. */
export function timeOf({ time }: LogLine): number {
  return Date.parse(time);
}

/** A line that is only half there is left out. */
function parseLines(text: string): LogLine[] {
  return text.split("\n").flatMap((line) => {
    try {
      return [JSON.parse(line) as LogLine];
    } catch {
      return [];
    }
  });
}
