import http from "node:http";

export interface Response {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

export interface RequestSettings {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request on a connection of its own, as the kubelet makes them. */
export function request(port: number, path: string, settings: RequestSettings = {}): Promise<Response> {
  const { method = "GET", headers = {}, body } = settings;
  return new Promise((resolve, reject) => {
    const call = http.request({ host: "127.0.0.1", port, path, method, headers, agent: false, timeout: 20_000 });
    call.once("timeout", () => call.destroy(new Error(`no answer to ${method} ${path}`)));
    call.once("error", reject);
    call.once("response", (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("error", reject);
      answer.once("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    call.end(body);
  });
}
