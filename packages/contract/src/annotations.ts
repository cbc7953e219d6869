/**
 * Every annotation that people may set, in one table: the webhook, the command line and docs/annotations.md
 * (`npm run generate`) all read it.
 */
import { annotationKey } from "./annotation-key.ts";
import {
  asSetting,
  duration,
  image,
  listOf,
  mountOverrides,
  type Parsed,
  type Parser,
  pause,
  resources,
  runAs,
  someOf,
  wholeNumber,
} from "./annotation-parsers.ts";
import { type AnnotationSpec, choice, spec, yesOrNo } from "./annotation-spec.ts";
import { DURATION_LIMITS } from "./duration-limits.ts";
import { FAULTS } from "./fault.ts";
import { show } from "./schema-error.ts";

const ON_PODS = ["workload", "pod"] as const;

/**
 * Of what decides which program runs in a pod, and as whom. Whoever may annotate a Namespace need not be allowed to
 * write pods in it, and would be by these.
 */
const NOT_ON_NAMESPACES = ["chart", "workload", "pod"] as const;

export const ANNOTATIONS = {
  paths: {
    parse: listOf("path", /^[^\0]+$/),
    shownDefault: "none: this opts in",
    levels: ON_PODS,
    description:
      "The mounts to monitor, as paths as the app sees them, separated by commas or newlines. At most 64; each must lie on a volumeMount of an app container.",
    example: "/mnt/media,/mnt/books",
  },
  mounts: {
    ...spec(mountOverrides, {
      description:
        "JSON list of settings for single paths: `path`, and `name`, `onFailure`, `checkInterval`, `readTimeout`, `failureThreshold`, `checkType`, `canaryFile`, `probeFile`, `allowEmpty` as in `mounts[]` of the monitor's configuration.",
      example: '[{"path":"/mnt/media","onFailure":"unready"}]',
    }),
  },
  inject: yesOrNo({
    default: "true",
    description: "`false` switches off without losing the rest.",
    example: "false",
  }),
  mode: choice(["enforce", "observe"], {
    default: "enforce",
    description: "`observe`: everything is checked and reported, nothing is held back or restarted.",
    example: "observe",
  }),
  "check-type": choice(["auto", "canary", "directory", "read"], {
    default: "auto",
    description:
      "How a mount is checked. `auto`: the canary file where there is one, else a network or FUSE file system with an entry; `canary`; `directory`; `read`: a random block of `probe-file`.",
    example: "canary",
  }),
  "canary-file": spec(
    asSetting((canaryFile) => ({ canaryFile })),
    {
      default: ".health-check",
      description: "File that proves the mount to be there, relative to the mount.",
      example: ".health-check",
    },
  ),
  "probe-file": spec(
    asSetting((probeFile) => ({ probeFile })),
    {
      description: "For `check-type: read`: a large file, relative to the mount.",
      example: "movies/large.mkv",
    },
  ),
  "allow-empty": yesOrNo({
    default: "false",
    description: "An empty network mount is not a failure.",
    example: "true",
  }),
  "check-interval": spec(duration(DURATION_LIMITS.checkInterval), {
    default: "30s",
    description: "Time between the starts of two checks of a mount.",
    example: "30s",
  }),
  "read-timeout": spec(duration(DURATION_LIMITS.readTimeout), {
    default: "5s",
    description: "A check that takes longer has failed.",
    example: "10s",
  }),
  "failure-threshold": spec(wholeNumber(1, 1000), {
    default: "3",
    description: "Consecutive failures until a mount is UNHEALTHY.",
    example: "5",
  }),
  restart: choice(["delete", "evict", "in-place", "none"], {
    default: "delete",
    description:
      "How the pod is restarted: `delete` it, `evict` it (heeds PodDisruptionBudgets), start its containers anew `in-place` (Kubernetes 1.36 and newer), or `none`. `delete` and `evict` are for pods of a ReplicaSet, StatefulSet, DaemonSet or ReplicationController; a Job's pod gets `in-place` where it can, else `none`.",
    example: "evict",
  }),
  "restart-delay": spec(duration(DURATION_LIMITS.restartDelay), {
    default: "0s",
    description: "Time between UNHEALTHY and acting. Recovery cancels.",
    example: "2m",
  }),
  "restart-on": spec(someOf(FAULTS), {
    shownDefault: "all but `denied`",
    description: "Faults that are worth a restart: a list of `dead`, `hung`, `backend`, `missing`, `denied`.",
    example: "dead,hung",
  }),
  "restart-budget": spec(
    asSetting((budget) => ({ watchdog: { budget } })),
    {
      default: "3 per 1h",
      description:
        "More restarts of the same workload than this wait, with growing delay, and say so. `unlimited` for none.",
      example: "5 per 1h",
    },
  ),
  force: yesOrNo({
    default: "false",
    description:
      "When the pod was told to go but a probe is stuck in the kernel, delete it once more with grace period 0, so that a StatefulSet goes on. Two pods may then live at once.",
    example: "true",
  }),
  gate: choice(["auto", "first", "last", "none"], {
    default: "auto",
    description:
      "Where the gate stands among the init containers: `auto` after the last one that itself mounts a monitored volume (it may be what prepares it), else first; `first`; `last`; `none`.",
    example: "last",
  }),
  "gate-propagation": choice(["auto", "none"], {
    default: "auto",
    description:
      "`none` for nodes whose root is not a shared mount: the gate then exits after a minute to be started again, since it would not see a mount arrive.",
    example: "none",
  }),
  containers: spec(listOf("name of a container", /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/), {
    shownDefault: "all",
    description: "Names of the containers whose volumeMounts count, separated by commas.",
    example: "plex",
  }),
  "run-as": {
    parse: runAs,
    shownDefault: "the app's",
    levels: NOT_ON_NAMESPACES,
    description:
      "`uid[:gid]` of gate and monitor. The app's is its own or the pod's `runAsUser`, else a literal `PUID` and `PGID` (or `PLEX_UID` and `PLEX_GID`) of its environment, else the image's.",
    example: "1000:1000",
  },
  image: {
    parse: image,
    shownDefault: "the chart's",
    levels: NOT_ON_NAMESPACES,
    description: "Image of gate and monitor.",
    example: "registry.example.org/mount-monitor:1.2.3",
  },
  resources: spec(resources, {
    default: '{"requests":{"cpu":"10m","memory":"64Mi"},"limits":{"memory":"128Mi"}}',
    description:
      'JSON, as `resources` of a container. What is not named stays as it was, and `""` as an amount takes it away.',
    example: '{"limits":{"memory":"256Mi"}}',
  }),
  "log-level": choice(["debug", "info", "warn", "error"], {
    default: "info",
    description: "Least important lines that are written.",
    example: "debug",
  }),
  "log-format": choice(["json", "text"], {
    default: "json",
    description: "One JSON object a line, or text for people.",
    example: "text",
  }),
  "http-port": spec(wholeNumber(1, 65_535), {
    default: "9847",
    description:
      "Port of health and metrics. Where a container of the pod declares it the next free one is taken; under `hostNetwork` one derived from the workload.",
    example: "9900",
  }),
  sidecar: choice(["auto", "native", "container"], {
    default: "auto",
    description:
      "`native`: an init container that goes on running (kubelets 1.29 and newer); `container`: one beside the app, for older ones; `auto` looks at the oldest kubelet.",
    example: "container",
  }),
  pause: {
    parse: pause,
    levels: ["pod"],
    description:
      "No restart while it holds: `true`, a duration from when it was seen, or a time. Set it on the running pod; it is never copied to a template.",
    example: "1h",
  } as AnnotationSpec<string>,
} as const satisfies Readonly<Record<string, AnnotationSpec<unknown>>>;

export type AnnotationName = keyof typeof ANNOTATIONS;

export type AnnotationValue<N extends AnnotationName> = (typeof ANNOTATIONS)[N] extends {
  readonly parse: Parser<infer T>;
}
  ? T
  : never;

export const ANNOTATION_NAMES = Object.keys(ANNOTATIONS) as readonly AnnotationName[];

export function isAnnotationName(name: string): name is AnnotationName {
  return Object.hasOwn(ANNOTATIONS, name);
}

export function annotationSpec(name: AnnotationName): AnnotationSpec<unknown> {
  return ANNOTATIONS[name];
}

/** The value of one annotation, or a sentence that says what is wrong with it and shows one that is right. Never throws. */
export function parseAnnotation<N extends AnnotationName>(name: N, text: string): Parsed<AnnotationValue<N>> {
  const { parse, example } = annotationSpec(name);
  const parsed = parse(text.trim());
  if (parsed.ok) return parsed as Parsed<AnnotationValue<N>>;
  const key = annotationKey(name);
  const error = parsed.error.endsWith("?") ? parsed.error : `${parsed.error};`;
  return { ok: false, error: `${key} is ${show(text)}, but ${error} for example ${key}: ${quote(example)}` };
}

function quote(example: string): string {
  return example.includes('"') ? `'${example}'` : `"${example}"`;
}
