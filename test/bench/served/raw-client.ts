import tls from "node:tls";

export interface Target {
  readonly port: number;
  readonly ca: string;
}

/** Calls one after the other on one connection, with as little work of its own as can be: it shares the machine with what it measures. */
export interface RawClient {
  /** Resolves to the length of the answer, head included; rejects where it is no 200. */
  call(): Promise<number>;
  close(): void;
}

export function connect({ port, ca }: Target, path: string, body: Buffer): Promise<RawClient> {
  const head = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  const request = Buffer.concat([Buffer.from(head), body]);
  return new Promise((resolve, reject) => {
    let answered: ((length: number) => void) | undefined;
    let failed: (error: Error) => void = reject;
    let received = 0;
    let expected = Infinity;
    const socket = tls.connect({ host: "127.0.0.1", port, ca }, () =>
      resolve({
        call: () =>
          new Promise((resolveCall, rejectCall) => {
            [answered, failed, received, expected] = [resolveCall, rejectCall, 0, Infinity];
            socket.write(request);
          }),
        close: () => socket.destroy(),
      }),
    );
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      // The head of an answer always comes whole, since it is written whole.
      if (received === 0) expected = lengthOf(chunk, failed);
      received += chunk.length;
      if (received >= expected) answered?.(received);
    });
    socket.on("error", (error) => failed(error));
    socket.on("end", () => failed(new Error("the server ended the connection")));
  });
}

function lengthOf(chunk: Buffer, failed: (error: Error) => void): number {
  const end = chunk.indexOf("\r\n\r\n");
  const head = chunk.subarray(0, Math.max(end, 0)).toString("latin1");
  const [, length] = /content-length: (\d+)/i.exec(head) ?? [];
  if (!head.startsWith("HTTP/1.1 200") || length === undefined) failed(new Error(`answered ${head.slice(0, 60)}`));
  return end + 4 + Number(length);
}
