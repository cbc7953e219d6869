import type { KubeAnswer } from "../../core/kube/classify-answer.ts";

/**
 * Takes the token out of what a server sent, which may be an echo of our request: its words end up in messages. It is
 * done before they are cut, since the half of a token would not be recognised any more.
 */
export function withoutToken(answer: KubeAnswer, token: string): KubeAnswer {
  return { ...answer, body: answer.body.replaceAll(token, "[token]") };
}

/** Takes out of Node's errors what they keep of the answer: bytes that were no HTTP, and certificates. Errors get logged. */
export function withoutAnswer(cause: unknown): unknown {
  if (cause instanceof Error) {
    for (const key of ["rawPacket", "cert"]) Reflect.deleteProperty(cause, key);
  }
  return cause;
}
