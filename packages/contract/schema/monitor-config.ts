/**
 * The monitor's configuration, in one place: the TypeScript type, the JSON Schema for editors, the validator that the
 * sidecar bundles and the table in the README all come from here (`npm run generate`).
 */
import { type Static, Type } from "typebox";
import { DURATION_LIMITS } from "../src/duration-limits.ts";
import { FAULTS } from "../src/fault.ts";
import { DURATION, duration, flag, oneOf } from "./fields.ts";

/** `[\s\S]` and not `.`: a name may hold a line break, and what follows it counts as well. */
const NO_DOT_SEGMENT = "(?!(?:[\\s\\S]*/)?\\.\\.?(?:/|$))";
const ABSOLUTE = `^/${NO_DOT_SEGMENT}[^\\u0000]*$`;
const BELOW_MOUNT = `^(?!/)${NO_DOT_SEGMENT}[^\\u0000]*[^/\\u0000]$`;

/** Keys that stand at the top for all mounts, and in `mounts[]` for one of them. Only the top has the defaults. */
function checkSettings(at: "top" | "mount") {
  const top = at === "top";
  const or = <V>(value: V) => (top ? { default: value } : {});
  return {
    checkInterval: Type.Optional(
      duration(DURATION_LIMITS.checkInterval, {
        ...or("30s"),
        description:
          "Time between the starts of two checks of a mount, with 10 % jitter. While a mount is DEGRADED at most 20s, so that three failures take under a minute.",
      }),
    ),
    readTimeout: Type.Optional(
      duration(DURATION_LIMITS.readTimeout, {
        ...or("5s"),
        description: "A check that takes longer has failed. May be longer than the interval.",
      }),
    ),
    failureThreshold: Type.Optional(
      Type.Integer({
        minimum: top ? 1 : 0,
        maximum: 1000,
        ...or(3),
        description: top ? "Consecutive failures until a mount is UNHEALTHY." : "As above; 0 inherits.",
        expects: `a whole number from ${top ? 1 : 0} to 1000`,
      }),
    ),
    checkType: Type.Optional(
      oneOf(["auto", "canary", "directory", "read"], {
        ...or("auto" as const),
        description:
          "`auto`: the canary file where there is one, else a network or FUSE file system with at least one entry. `canary`: the canary file must be readable. `directory`: the directory must have an entry. `read`: a random block of `probeFile` must be readable.",
      }),
    ),
    canaryFile: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1024,
        pattern: BELOW_MOUNT,
        ...or(".health-check"),
        description: "File that proves the mount to be there, relative to the mount. It never leaves the mount.",
        expects: "a path below the mount without a leading slash and without . or .. segments, such as .health-check",
      }),
    ),
    probeFile: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 1024,
        pattern: BELOW_MOUNT,
        description:
          "For `checkType: read`: a large file, relative to the mount. Each check reads one random block of it, which a cache is unlikely to hold.",
        expects:
          "a path below the mount without a leading slash and without . or .. segments, such as movies/large.mkv",
      }),
    ),
    allowEmpty: Type.Optional(flag({ ...or(false), description: "An empty mount is not a failure." })),
  };
}

const Mount = Type.Object(
  {
    path: Type.String({
      minLength: 1,
      maxLength: 4096,
      pattern: ABSOLUTE,
      description: "Where the app sees the mount.",
      expects: "an absolute path without . or .. segments, such as /mnt/media",
    }),
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description: "Short name for people; the path where there is none.",
        expects: "a name of 1 to 128 characters",
      }),
    ),
    onFailure: Type.Optional(
      oneOf(["restart", "unready", "report"], {
        default: "restart",
        description:
          "What an unhealthy mount leads to: `restart` of the pod, `unready` only, or `report` alone (then the gate does not wait for it either).",
      }),
    ),
    ...checkSettings("mount"),
  },
  { additionalProperties: false, expects: "an object with at least a path" },
);

const Watchdog = Type.Object(
  {
    enabled: Type.Optional(
      flag({
        description: "`true` alone means `action: delete`; `false` switches the watchdog off whatever the action.",
      }),
    ),
    action: Type.Optional(
      oneOf(["delete", "evict", "in-place", "none"], {
        shownDefault: "none",
        description:
          "How the pod is restarted: `delete` it, `evict` it (heeds PodDisruptionBudgets), start its containers anew `in-place` (Kubernetes 1.36 and newer), or `none`.",
      }),
    ),
    restartDelay: Type.Optional(
      duration(DURATION_LIMITS.restartDelay, {
        default: "0s",
        description: "Time between UNHEALTHY and acting. Recovery cancels.",
      }),
    ),
    restartOn: Type.Optional(
      Type.Array(oneOf(FAULTS, { description: "" }), {
        maxItems: FAULTS.length,
        shownDefault: "all but denied",
        description: "Faults that are worth a restart: `dead`, `hung`, `backend`, `missing`, `denied`.",
        expects: `a list of ${FAULTS.join(", ")}`,
      }),
    ),
    budget: Type.Optional(
      Type.String({
        maxLength: 64,
        pattern: `^(?:unlimited|[1-9]\\d{0,2} per ${DURATION.slice(1, -1)})$`,
        default: "3 per 1h",
        description: "More restarts of the same workload than this wait, with growing delay, and say so.",
        expects: "a number of restarts per duration, such as 3 per 1h, or unlimited",
      }),
    ),
    maxRetries: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        default: 3,
        description: "Calls to the API in one round.",
        expects: "a whole number from 1 to 100",
      }),
    ),
    retryBackoffInitial: Type.Optional(
      duration(DURATION_LIMITS.retryBackoffInitial, {
        default: "100ms",
        description: "Wait before the second call of a round; doubles with each call.",
      }),
    ),
    retryBackoffMax: Type.Optional(
      duration(DURATION_LIMITS.retryBackoffMax, {
        default: "10s",
        description: "Longest wait between two calls of a round.",
      }),
    ),
    force: Type.Optional(
      flag({
        default: false,
        description:
          "When the pod was told to go but a probe is stuck in the kernel, delete it once more with grace period 0, so that a StatefulSet goes on. Two pods may then live at once.",
      }),
    ),
    recentRestarts: Type.Optional(
      Type.Array(
        Type.String({
          maxLength: 40,
          pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z$",
          description: "",
          expects: "a time such as 2026-01-31T12:00:00Z",
        }),
        {
          maxItems: 999,
          default: [],
          shownDefault: "none",
          description: "Restarts of the same workload that count against the budget already. Set by the webhook.",
          expects: "a list of times",
        },
      ),
    ),
  },
  { additionalProperties: false, default: {}, expects: "an object" },
);

export const MonitorConfigSchema = Type.Object(
  {
    $schema: Type.Optional(Type.String({ maxLength: 2048, description: "For editors; ignored.", expects: "a string" })),
    mounts: Type.Array(Mount, {
      minItems: 1,
      maxItems: 64,
      description: "What to monitor.",
      expects: "a list of 1 to 64 mounts",
    }),
    ...checkSettings("top"),
    mode: Type.Optional(
      oneOf(["enforce", "observe"], {
        default: "enforce",
        description:
          "`observe`: everything is checked and reported, nothing is held back or restarted; where it would act it says so.",
      }),
    ),
    httpPort: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 65535,
        default: 8080,
        description: "Port of health and metrics; 0 takes any free port and logs it.",
        expects: "a port from 0 to 65535",
      }),
    ),
    shutdownTimeout: Type.Optional(
      duration(DURATION_LIMITS.shutdownTimeout, {
        default: "30s",
        description: "How long work in flight may hold up SIGTERM.",
      }),
    ),
    logLevel: Type.Optional(
      oneOf(["debug", "info", "warn", "error"], {
        default: "info",
        description: "Least important lines that are written.",
      }),
    ),
    logFormat: Type.Optional(
      oneOf(["json", "text"], { default: "json", description: "One JSON object a line, or text for people." }),
    ),
    stateDir: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4096,
        pattern: ABSOLUTE,
        shownDefault: "none",
        description: "Directory for what must outlive a restart of the monitor alone. Never on a monitored mount.",
        expects: "an absolute path without . or .. segments, such as /run/mount-monitor",
      }),
    ),
    podInfoDir: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 4096,
        pattern: "^/",
        shownDefault: "none",
        description: "Downward-API volume with the files `annotations` and `labels`. Set by the webhook.",
        expects: "an absolute path",
      }),
    ),
    probeNonce: Type.Optional(
      Type.String({
        pattern: "^[a-z0-9]{1,63}$",
        shownDefault: "none",
        description:
          "Health endpoints also answer below `/<nonce>/`, so that a neighbour on the same host port is not taken for this monitor. Set by the webhook.",
        expects: "1 to 63 lower-case letters and digits",
      }),
    ),
    workload: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 512,
        shownDefault: "none",
        description: "What the pod belongs to, for its events. Set by the webhook.",
        expects: "a name such as Deployment/plex",
      }),
    ),
    watchdog: Type.Optional(Watchdog),
  },
  {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Configuration of mount-monitor",
    additionalProperties: false,
    expects: "a JSON object",
  },
);

export type MonitorConfigInput = Static<typeof MonitorConfigSchema>;
