/** An answer of the stand-in. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface StatusDetails {
  readonly name?: string;
  readonly kind?: string;
  readonly causes?: readonly { readonly reason: string; readonly message: string }[];
  readonly retryAfterSeconds?: number;
}

/** A refusal as the API server words it. */
export function failure(status: number, reason: string, message: string, details: StatusDetails = {}): Answer {
  return {
    status,
    body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, details, code: status },
  };
}

export function success(status: number): Answer {
  return { status, body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: status } };
}

export const badRequest = (message: string): Answer => failure(400, "BadRequest", message);
export const unauthorized = (): Answer => failure(401, "Unauthorized", "Unauthorized");
export const notFound = (name: string): Answer =>
  failure(404, "NotFound", `pods "${name}" not found`, { name, kind: "pods" });

export function uidConflict(name: string, asked: string, actual: string): Answer {
  const what = `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${actual}`;
  return failure(409, "Conflict", `Operation cannot be fulfilled on pods "${name}": ${what}`, { name, kind: "pods" });
}
