import type { Change } from "./change.ts";
import type { AnyObject } from "./write-ways.ts";

const BUNDLE_ALONE = /it may change clientConfig.caBundle of mount-monitor-webhook and nothing else/;

/** Changes of the webhook configuration as it is installed. */
export const WEBHOOK_CHANGES: readonly Change[] = [
  { what: "nothing", change: () => {} },
  {
    what: "caBundle",
    change: ({ webhooks }) => webhooks.forEach((one: AnyObject) => (one.clientConfig.caBundle = "QQ==")),
  },
  { what: "caBundle of one of two", change: ({ webhooks }) => void (webhooks[1].clientConfig.caBundle = "QQ==") },
  ...(
    [
      ["rules", ([one]) => (one.rules[0].resources = ["*"])],
      ["rules for Secrets", ([one]) => one.rules.push({ ...one.rules[0], resources: ["secrets"] })],
      ["another Service", ([one]) => (one.clientConfig.service.name = "other")],
      ["another port", ([one]) => (one.clientConfig.service.port = 8443)],
      ["another path", ([one]) => (one.clientConfig.service.path = "/other")],
      ["a URL", ([one]) => (one.clientConfig = { url: "https://example.org/mutate" }), "takesAway"],
      ["failurePolicy", ([one]) => (one.failurePolicy = "Ignore")],
      ["matchPolicy", ([one]) => (one.matchPolicy = "Exact")],
      ["namespaceSelector", ([one]) => (one.namespaceSelector = { matchLabels: { all: "of-them" } })],
      ["no namespaceSelector", ([one]) => (one.namespaceSelector = {}), "takesAway"],
      ["objectSelector", ([one]) => (one.objectSelector = { matchLabels: { all: "of-them" } })],
      ["matchConditions", ([one]) => (one.matchConditions[0].expression = "true")],
      ["no matchConditions", ([one]) => delete one.matchConditions, "takesAway"],
      ["a condition more", ([one]) => one.matchConditions.push({ name: "more", expression: "true" })],
      ["sideEffects", ([one]) => (one.sideEffects = "NoneOnDryRun")],
      ["timeoutSeconds", ([one]) => (one.timeoutSeconds = 30)],
      ["reinvocationPolicy", ([one]) => (one.reinvocationPolicy = "Never")],
      ["admissionReviewVersions", ([one]) => one.admissionReviewVersions.push("v1beta1")],
      ["a webhook's name", ([one]) => (one.name = "other.mount-monitor.io"), "takesAway"],
      ["a webhook more", (webhooks) => webhooks.push({ ...webhooks[0], name: "more.mount-monitor.io" })],
      ["a webhook less", (webhooks) => webhooks.pop(), "takesAway"],
      ["the order", (webhooks) => webhooks.push(webhooks.shift()), "takesAway"],
      [
        "caBundle and, with it, rules",
        ([one]) => {
          one.clientConfig.caBundle = "QQ==";
          one.rules[0].operations = ["*"];
        },
      ],
    ] as ReadonlyArray<readonly [what: string, change: (webhooks: AnyObject) => unknown, takesAway?: "takesAway"]>
  ).map(([what, change, takesAway]): Change => ({
    what,
    change: ({ webhooks }) => void change(webhooks),
    refusal: BUNDLE_ALONE,
    ...(takesAway && { takesAway: true }),
  })),
  {
    what: "a label",
    change: ({ metadata }) => void (metadata.labels = { "example.org/a": "b" }),
    refusal: BUNDLE_ALONE,
  },
  {
    what: "an annotation",
    change: ({ metadata }) => void (metadata.annotations = { "example.org/a": "b" }),
    refusal: BUNDLE_ALONE,
  },
  {
    what: "a finalizer",
    change: ({ metadata }) => void (metadata.finalizers = ["example.org/a"]),
    refusal: BUNDLE_ALONE,
  },
  {
    what: "an owner",
    change: ({ metadata }) =>
      void (metadata.ownerReferences = [{ apiVersion: "v1", kind: "Namespace", name: "a", uid: "b" }]),
    refusal: BUNDLE_ALONE,
  },
];
