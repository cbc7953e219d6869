/**
 * The part of an AdmissionReview (admission.k8s.io/v1) that is read. Fields that are not named here are left alone: newer API servers
 * may send them. The object itself is looked at by the core.
 */
import { type Static, Type } from "typebox";

const word = (maxLength: number, expects: string, minLength = 0) => Type.String({ minLength, maxLength, expects });

export const AdmissionReviewSchema = Type.Object(
  {
    apiVersion: Type.Unsafe<"admission.k8s.io/v1">({ const: "admission.k8s.io/v1", expects: '"admission.k8s.io/v1"' }),
    kind: Type.Unsafe<"AdmissionReview">({ const: "AdmissionReview", expects: '"AdmissionReview"' }),
    request: Type.Object(
      {
        uid: word(256, "a string that names the request", 1),
        kind: Type.Object({ kind: word(256, "the name of a kind", 1) }, { expects: "an object with a kind" }),
        operation: Type.Unsafe<"CREATE" | "UPDATE" | "DELETE" | "CONNECT">({
          enum: ["CREATE", "UPDATE", "DELETE", "CONNECT"],
          expects: "one of CREATE, UPDATE, DELETE, CONNECT",
        }),
        namespace: Type.Optional(word(256, "the name of a namespace")),
        name: Type.Optional(word(1024, "a name")),
        subResource: Type.Optional(word(256, "the name of a subresource")),
        dryRun: Type.Optional(
          Type.Unsafe<boolean | null>({ type: "boolean", nullable: true, expects: "true, false or null" }),
        ),
        object: Type.Optional(
          Type.Unsafe<Record<string, unknown> | null>({
            type: "object",
            nullable: true,
            expects: "the object that is admitted",
          }),
        ),
      },
      { expects: "an object with uid, kind, operation and object" },
    ),
  },
  { title: "AdmissionReview", expects: "an AdmissionReview of admission.k8s.io/v1" },
);

export type AdmissionReview = Static<typeof AdmissionReviewSchema>;
